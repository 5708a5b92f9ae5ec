// submitIntake as one transaction: hold the booth, decide, write, keep the answer.
import { createHash, randomUUID } from "node:crypto";
import { pool, rows } from "./database.mjs";

/** What the mutation answers: IntakeSubmitted, or why nothing was written. */
export async function submitIntake(input) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const answer = await submit(client, input);
    await client.query("COMMIT");
    return answer;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

async function submit(client, input) {
  const ask = (name, text, values) => rows(name, text, values, client);
  const [booth] = await ask(
    "hold_booth",
    `SELECT booths.id, booths.county_code, fair_id, registers, element_kinds, last_number, booths.state,
       fairs.state AS fair_state
     FROM booths JOIN fairs ON fairs.id = fair_id WHERE booths.id = $1 FOR NO KEY UPDATE OF booths`,
    [input.boothId],
  );
  if (!booth) return refusal("NotFound", "no such booth");
  const digest = createHash("sha256").update(JSON.stringify(input)).digest();
  const [first] = await ask(
    "first_answer",
    "SELECT input_digest, answer FROM answers WHERE idempotency_key = $1 AND county_code = $2",
    [input.idempotencyKey, booth.county_code],
  );
  if (first) {
    return digest.equals(first.input_digest)
      ? JSON.parse(first.answer)
      : refusal("IdempotencyKeyReused", "the key was used for another input");
  }
  if (booth.fair_state !== "OPEN" || booth.state !== "OPEN") return refusal("BoothClosed", "the booth is closed");
  if (!booth.registers.includes(input.register) || !booth.element_kinds.includes(input.elementKind)) {
    return refusal("BoothDoesNotTake", "the booth does not take this");
  }
  const { id, registration } = input.enterprise;
  const [enterprise] = registration
    ? await ask("enterprise_coded", "SELECT id FROM enterprises WHERE county_code = $1 AND uscc = $2", [
        booth.county_code,
        registration.uscc,
      ])
    : await ask("enterprise_named", "SELECT id FROM enterprises WHERE county_code = $1 AND id = $2", [
        booth.county_code,
        id,
      ]);
  if (!enterprise) return refusal("NotFound", "no such enterprise");
  const intake = await take(ask, booth, enterprise.id, input);
  const answer = { __typename: "IntakeSubmitted", intake, counts: await totals(ask, booth.fair_id) };
  await ask(
    "keep_answer",
    `INSERT INTO answers (idempotency_key, county_code, intake_id, input_digest, question_digest, answer, answered_at)
     VALUES ($1, $2, $3, $4, $4, $5, $6)`,
    [
      input.idempotencyKey,
      booth.county_code,
      intake.id,
      digest,
      Buffer.from(JSON.stringify(answer)),
      intake.receivedAt,
    ],
  );
  return answer;
}

async function take(ask, booth, enterpriseId, input) {
  await ask("number_booth", "UPDATE booths SET last_number = $2 WHERE id = $1", [booth.id, booth.last_number + 1]);
  const [intake] = await ask(
    "take_intake",
    `INSERT INTO intakes (id, county_code, fair_id, booth_id, number, register, element_kind, enterprise_id, form,
       summary, urgency, desired_by, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, clock_timestamp())
     RETURNING id, number, received_at AS "receivedAt"`,
    [
      randomUUID(),
      booth.county_code,
      booth.fair_id,
      booth.id,
      booth.last_number + 1,
      input.register,
      input.elementKind,
      enterpriseId,
      input.form[input.elementKind.toLowerCase()],
      input.summary,
      input.urgency,
      input.desiredBy,
    ],
  );
  return intake;
}

/** The totals of a fair. Who asks for more of the counts of a fair asks the fair. */
async function totals(ask, fairId) {
  const [{ version, ...total }] = await ask(
    "totals",
    `SELECT sum(version)::integer AS version, sum(received)::integer AS received, sum(open)::integer AS open
     FROM booth_tallies WHERE fair_id = $1`,
    [fairId],
  );
  return { version, total };
}

const refusal = (__typename, message) => ({ __typename, message });
