export const sessionStatusValues = [
  "uploading",
  "pending",
  "processing",
  "completed",
  "failed",
  "cancelled",
] as const;

export type SessionStatus = (typeof sessionStatusValues)[number];

export function parseSessionStatus(value: unknown): SessionStatus {
  for (const word of sessionStatusValues) {
    if (word === value) {
      return word;
    }
  }
  const given = typeof value === "string" ? JSON.stringify(value) : typeof value;
  throw new TypeError("unknown SessionStatus " + given + "; known: " + sessionStatusValues.join(", "));
}

export const sessionStatusLabels: Readonly<Record<SessionStatus, string>> = {
  "uploading": "Uploading",
  "pending": "Pending",
  "processing": "Processing",
  "completed": "Completed",
  "failed": "Failed",
  "cancelled": "Cancelled",
};
