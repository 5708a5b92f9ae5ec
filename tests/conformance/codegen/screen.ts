import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { DashboardDocument, SubmitIntakeDocument } from "../generated/codegen/graphql";

export declare function ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data>;

// The types say what may be missing, which forms there are and what a refusal brings.
export async function received(): Promise<number | undefined> {
  const { fairs } = await ask(DashboardDocument, {});
  return fairs.edges[0]?.node.counts.total.received;
}

export async function submit(boothId: string, idempotencyKey: string): Promise<string> {
  const { submitIntake: answer } = await ask(SubmitIntakeDocument, {
    input: {
      boothId,
      register: "ELEMENT",
      elementKind: "ENERGY",
      enterprise: { registration: { uscc: "91110000600037341L", name: "泰山精密制造有限公司" } },
      form: { energy: { carrier: "ELECTRICITY", quantity: "630", unit: "KVA", supply: "DUAL" } },
      idempotencyKey,
      summary: "用电增容 630 千伏安",
    },
  });
  switch (answer.__typename) {
    case "IntakeSubmitted":
      return `${answer.intake.number}`;
    case "InvalidInput":
      return answer.problems.map(({ path, message }) => `${path}: ${message}`).join("\n");
    default:
      return answer.message;
  }
}

// @ts-expect-error: a variable that the contract wants is missing
export const refused = ask(SubmitIntakeDocument, {});
