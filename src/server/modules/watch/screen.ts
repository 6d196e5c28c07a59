import { setImmediate as breathe } from 'node:timers/promises'
import type { Instant } from '../../../core/calendar.ts'
import { isEverInScope } from '../../../core/watch/ever-in-scope.ts'
import type { Scope } from '../../../core/watch/rule.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import type { ReadCtx, WriteCtx } from '../../platform/context.ts'
import type { Once } from '../../platform/metric-loader.ts'
import { type Claimed, findStates, type StateRow, type States, saveStates } from './claim.ts'
import { findInputs, type Inputs } from './inputs.ts'
import { type Book, type Fields, loadBook, loadFields, wantedBy } from './loaders.ts'
import { idleUntil, type Kept, type Look, lookAt, readFrom, worthALookFrom, worthSaving } from './play.ts'
import type { StoredRule } from './rule-rows.ts'
import { amongOf } from './subjects.ts'

/** `beside`: see `Wanted`; `once`: what is asked of all sheets of a batch. */
type Scene = { rules: readonly StoredRule[]; claimed: Claimed; once: Once; beside?: readonly ReadCtx[] }

/** What is known of the subjects of one kind, those together to which the same rules may apply. */
export type Screened = { kind: SubjectKind; kept: Kept; groups: readonly (Group & { book: Book })[] }

/**
 * Reads many subjects by their figures alone, without the facts behind them and without anybody's name: of
 * most there is nothing to tell. `rules`: those about this kind.
 */
export async function readScreen(
  ctx: ReadCtx,
  kind: SubjectKind,
  ids: readonly string[],
  { rules, claimed, once, beside = [] }: Scene,
): Promise<Screened> {
  const { fields: wanted } = wantedBy(rules.flatMap((rule) => rule.versions))
  const among = await amongOf(ctx, kind, ids)
  const [states, inputs] = await Promise.all([findStates(ctx, kind, ids), findInputs(ctx, ids)])
  const since = readFrom(ids, rules, { states, claimed })
  const fields = await loadFields(ctx, { kind, ...among, fields: wanted, since })
  const groups = groupsOf(ids, rules, { states, inputs, fields })
  const held = new Set([...heldIn(states), ...inputs.keys()])
  const read = groups.map(async (group) => {
    const range = {
      kind,
      ...(await amongOf(ctx, kind, group.ids)),
      since: readFrom(group.ids, group.rules, { states, claimed }),
      bare: true,
      held,
      once,
      beside,
    } as const
    const looked = wantedBy(group.rules.flatMap((rule) => rule.versions))
    return { ...group, book: await loadBook(ctx, { ...range, ...looked }, fields) }
  })
  return { kind, kept: { states, inputs }, groups: await Promise.all(read) }
}

/** From a state that is idle it is all the same whether nothing is known or nothing is left. */
function* heldIn(states: States): Iterable<string> {
  for (const [id, own] of states)
    for (const { phase } of own.values())
      if (phase !== 'idle') {
        yield id
        break
      }
}

/** After so many subjects answers of the database come in and questions go out: both work at once. */
const AT_A_STRETCH = 100

/**
 * Saves the states of those with nothing to tell, and returns the others, untouched: they are looked at again
 * with their evidence.
 */
export async function passScreen(
  ctx: WriteCtx,
  { kind, kept, groups }: Screened,
  { claimed }: Pick<Scene, 'claimed'>,
): Promise<string[]> {
  const pass = { kind, tick: ctx.tick, claimed }
  const saved: StateRow[] = []
  const telling: string[] = []
  let gone = 0
  for (const { ids, rules, book } of groups) {
    for (const id of ids) {
      gone += 1
      if (gone % AT_A_STRETCH === 0) await breathe()
      const history = book.historyOf(id)
      const looks: Look[] = []
      let later: { stored: StoredRule; at: Instant } | null = null
      for (const stored of rules) {
        const at = worthALookFrom(stored, history, kept, pass)
        if (at === null) continue
        if (at <= ctx.tick) looks.push(lookAt(stored, history, kept, pass))
        else if (stored.current.mode !== 'off' && (later === null || at < later.at)) later = { stored, at }
      }
      const hasNews = looks.some(({ transitions }) =>
        transitions.some(({ kind: what }) => what !== 'standing'),
      )
      if (hasNews) {
        telling.push(id)
        continue
      }
      const left = looks.map((look) => look.left)
      if (later) left.push(idleUntil(later.stored, id, later.at, pass))
      saved.push(...worthSaving(left))
    }
  }
  await saveStates(ctx, saved)
  return telling
}

type Group = { rules: StoredRule[]; ids: string[] }

/**
 * Subjects to which the same rules may apply are read together: what only a rule about key customers looks at
 * is not read for the others. A rule that has a state or an act of somebody to go on from always applies.
 */
function groupsOf(
  ids: readonly string[],
  rules: readonly StoredRule[],
  known: { states: States; inputs: Inputs; fields: Fields },
): Group[] {
  const scopes = new Map<string, Scope | null>()
  const scopesOf = rules.map((rule) => {
    const keys = new Set<string>()
    for (const { rule: version } of rule.versions) {
      const key = JSON.stringify(version.scope)
      scopes.set(key, version.scope)
      keys.add(key)
    }
    return [...keys]
  })
  const groups = new Map<string, Group>()
  for (const id of ids) {
    const fields = known.fields.get(id) ?? {}
    const states = known.states.get(id)
    const inputs = known.inputs.get(id)
    const held = new Set<string>()
    for (const [key, scope] of scopes) if (isEverInScope(scope, fields)) held.add(key)
    let key = ''
    for (let index = 0; index < rules.length; index += 1) {
      const rule = rules[index]!
      const applies =
        scopesOf[index]!.some((scope) => held.has(scope)) || states?.has(rule.id) || inputs?.has(rule.id)
      key += applies ? '1' : '0'
    }
    const group = groups.get(key)
    if (group) group.ids.push(id)
    else groups.set(key, { rules: rules.filter((_, index) => key[index] === '1'), ids: [id] })
  }
  return [...groups.values()]
}
