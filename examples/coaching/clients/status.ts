export const sessionStatusValues = [
  "uploading",
  "pending",
  "processing",
  "completed",
  "failed",
  "cancelled",
] as const;

export type SessionStatus = (typeof sessionStatusValues)[number];
