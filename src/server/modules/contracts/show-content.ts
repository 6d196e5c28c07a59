import { diffLines } from '../../../core/approval/content.ts'
import type { Day, Instant } from '../../../core/calendar.ts'
import { type ContractContent, contractLines, missingTerms } from '../../../core/contract/content.ts'
import { dueOnOf } from '../../../core/receivable/retention.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { askGate } from '../approvals/index.ts'
import { gateOf, type loadVersions } from './version-rows.ts'

type Versions = Awaited<ReturnType<typeof loadVersions>>
type Row = {
  id: string
  version_id: string | null
  approved_at: Instant | null
  accepted_on: Day | null
}

/** What is agreed, what is proposed, and every version beside the one before it (C076). */
export function showContent(row: Row, versions: Versions) {
  const newest = versions[0]!
  const shown = versions.find(({ id }) => id === row.version_id) ?? newest
  return {
    content: plain(shown.content),
    proposed: plain(newest.content),
    missing: missingTerms(newest.content),
    nodes: shown.content.nodes.map((node, index) => ({
      ...node,
      id: `${shown.id}:${index}`,
      dueOn: dueOnOf(node, row.accepted_on),
    })),
    versions: versions.map((version, index) => ({
      id: version.id,
      number: version.number,
      at: version.at,
      actorName: version.actorName,
      reason: version.reason,
      deviationBp: version.deviationBp,
      state: stateOf(row, version.id, index),
      diff: diffLines(
        versions[index + 1] ? contractLines(versions[index + 1]!.content) : [],
        contractLines(version.content),
      ),
    })),
  }
}

function stateOf(row: Row, id: string, index: number): 'in_force' | 'draft' | 'former' {
  if (row.approved_at !== null && row.version_id === id) return 'in_force'
  return index === 0 ? 'draft' : 'former'
}

/** What the gate says about the newest version when it is not in force. */
export async function pendingApproval(ctx: ReadCtx, row: Row, versions: Versions) {
  const newest = versions[0]!
  const shown = versions.find(({ id }) => id === row.version_id)
  // A change that was given up leaves a version that says what is in force anyhow.
  if (row.approved_at !== null && shown?.hash === newest.hash) return null
  const { state, caseId } = await askGate(ctx, gateOf(row.id, newest.hash))
  return { state, caseId, version: newest.number }
}

function plain({ lines, nodes, clauses, ownClauses = [], blanks, ...rest }: ContractContent) {
  const words = { clauses: { ...clauses }, ownClauses: [...ownClauses], blanks: { ...blanks } }
  return { ...rest, ...words, lines: [...lines], nodes: [...nodes] }
}
