/** What the demo delivers from frame contracts: when it left, who signed, what was missing or came back. */
export const NOTES = [
  { frame: 0, pieces: 6n, leftDaysAgo: 12, signed: { daysAgo: 11, by: '李仓管', missing: 0n }, back: 0n },
  { frame: 0, pieces: 8n, leftDaysAgo: 9, signed: { daysAgo: 8, by: '李仓管', missing: 2n }, back: 0n },
  { frame: 0, pieces: 5n, leftDaysAgo: 5, signed: { daysAgo: 4, by: '王收货', missing: 0n }, back: 1n },
  { frame: 0, pieces: 4n, leftDaysAgo: 6, signed: null, back: 0n },
  { frame: 1, pieces: 3n, leftDaysAgo: 1, signed: null, back: 0n },
  { frame: 1, pieces: 4n, leftDaysAgo: null, signed: null, back: 0n },
] as const
