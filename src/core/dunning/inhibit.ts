import { type StageCode, stageOfRule } from './stage.ts'

/**
 * Why a customer hears no friendly word, strongest first: legal has taken the matter over, a claim is with
 * the lawyers, a written-off claim still stands, all that is due is contested. The names are the codes of the
 * sentences that explain a refusal.
 */
export const INHIBITIONS = [
  'inhibited_legal_hold',
  'inhibited_lawyer',
  'inhibited_written_off',
  'inhibited_dispute',
] as const
export type Inhibition = (typeof INHIBITIONS)[number]

/** Whoever does not inhibit anything: most customers. */
export const UNINHIBITED: ReadonlySet<Inhibition> = new Set()

/** Up to here a stage asks nicely; from the formal letter on it is part of the dispute itself. */
const FRIENDLY: readonly StageCode[] = ['soon', 'today', 'call', 'manager']

/** The rules by which people are told to send a friendly word, in every group of customers. */
export const FRIENDLY_RULES: readonly string[] = [...stageOfRule].flatMap(([code, stage]) =>
  FRIENDLY.includes(stage) ? [code] : [],
)

/**
 * Why no friendly word may go to a customer with these reasons, or null: one may. Asked wherever words can be
 * copied, sent or noted, and before anybody is told to do so; formal stages are never inhibited. It says how
 * things stand, so what was held back is due again the moment its last reason ends.
 */
export function inhibitedBy(
  what: { stage: StageCode } | { rule: string } | 'reminder',
  reasons: ReadonlySet<Inhibition>,
): Inhibition | null {
  const isFriendly =
    what === 'reminder' ||
    ('stage' in what ? FRIENDLY.includes(what.stage) : FRIENDLY_RULES.includes(what.rule))
  return isFriendly ? (INHIBITIONS.find((reason) => reasons.has(reason)) ?? null) : null
}
