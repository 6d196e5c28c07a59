import { isEverInScope } from '../../../core/watch/evaluate.ts'
import type { Scope } from '../../../core/watch/rule.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import type { WriteCtx } from '../../platform/context.ts'
import { type Claimed, findStates, type StateRow, type States, saveStates } from './claim.ts'
import { findInputs, type Inputs } from './inputs.ts'
import { type Fields, loadFields, loadHistories, wantedBy } from './loaders.ts'
import { lookAt, readFrom, worthSaving } from './play.ts'
import type { StoredRule } from './rule-rows.ts'

/**
 * Looks at many subjects by their figures alone, without the facts behind them and without anybody's name:
 * of most there is nothing to tell. Saves the states of those, and returns the others, untouched: they are
 * looked at again with their evidence. `rules`: those about this kind.
 */
export async function screen(
  ctx: WriteCtx,
  kind: SubjectKind,
  ids: readonly string[],
  { rules, claimed }: { rules: readonly StoredRule[]; claimed: Claimed },
): Promise<string[]> {
  const { fields: wanted } = wantedBy(rules.flatMap((rule) => rule.versions))
  const [states, inputs, fields] = await Promise.all([
    findStates(ctx, kind, ids),
    findInputs(ctx, ids),
    loadFields(ctx, { kind, ids, fields: wanted }),
  ])
  const pass = { kind, tick: ctx.tick, claimed }
  const saved: StateRow[] = []
  const telling: string[] = []
  for (const group of groupsOf(ids, rules, { states, inputs, fields })) {
    const known = {
      states,
      inputs,
      histories: await loadHistories(
        ctx,
        {
          kind,
          ids: group.ids,
          ...wantedBy(group.rules.flatMap((rule) => rule.versions)),
          since: readFrom(group.ids, group.rules, { states, claimed }),
          bare: true,
        },
        fields,
      ),
    }
    for (const id of group.ids) {
      const looks = group.rules.map((stored) => lookAt(stored, id, known, pass))
      const hasNews = looks.some(({ transitions }) =>
        transitions.some(({ kind: what }) => what !== 'standing'),
      )
      if (hasNews) telling.push(id)
      else saved.push(...worthSaving(looks))
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
): Iterable<Group> {
  const scopes = rules.map((rule) => distinct(rule.versions.map((version) => version.rule.scope)))
  const groups = new Map<string, Group>()
  for (const id of ids) {
    const fields = known.fields.get(id) ?? {}
    const states = known.states.get(id)
    const inputs = known.inputs.get(id)
    let key = ''
    for (const [index, rule] of rules.entries()) {
      const applies =
        states?.has(rule.id) ||
        inputs?.has(rule.id) ||
        scopes[index]!.some((scope) => isEverInScope(scope, fields))
      key += applies ? '1' : '0'
    }
    const group = groups.get(key)
    if (group) group.ids.push(id)
    else groups.set(key, { rules: rules.filter((_, index) => key[index] === '1'), ids: [id] })
  }
  return groups.values()
}

function distinct(scopes: readonly (Scope | null)[]): (Scope | null)[] {
  return [...new Map(scopes.map((scope) => [JSON.stringify(scope), scope])).values()]
}
