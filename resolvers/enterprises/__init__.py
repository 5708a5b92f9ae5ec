"""What happens when enterprises are asked for, and each act about them."""
