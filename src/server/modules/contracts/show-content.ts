import { diffLines } from '../../../core/approval/content.ts'
import type { Day, Instant } from '../../../core/calendar.ts'
import { piecesOf } from '../../../core/contract/blanks.ts'
import { articlesOf, clausesInOrder, numberedHeading } from '../../../core/contract/clauses.ts'
import { type ContractContent, contractLines, missingTerms } from '../../../core/contract/content.ts'
import { clauseValues } from '../../../core/contract/document.ts'
import { letterheadOf } from '../../../core/document/letterhead.ts'
import { dueOnOf } from '../../../core/receivable/retention.ts'
import type { Bilingual } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import { orgLetterhead, orgName } from '../../platform/org-name.ts'
import { showGate } from '../approvals/index.ts'
import { comparedWith } from './compared-with.ts'
import { gateOf, type loadVersions } from './version-rows.ts'

type Versions = Awaited<ReturnType<typeof loadVersions>>
type Row = {
  id: string
  number: string
  customer_name: string
  version_id: string | null
  approved_at: Instant | null
  accepted_on: Day | null
}

/** What is agreed, what is proposed, and every version beside the one before it (C076). */
export async function showContent(ctx: ReadCtx, row: Row, versions: Versions) {
  const newest = versions[0]!
  const shown = versions.find(({ id }) => id === row.version_id) ?? newest
  const first = await comparedWith(ctx, versions.at(-1)!.content, null)
  return {
    content: plain(shown.content),
    articles: await articles(ctx, row, shown.content),
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
      diff: versions[index + 1]
        ? diffLines(contractLines(versions[index + 1]!.content), contractLines(version.content))
        : diffLines(first.before ?? [], first.lines),
    })),
  }
}

/** The clauses as they are printed: in that order, under those numbers, with what is filled in. */
async function articles(ctx: ReadCtx, { number, customer_name: buyer }: Row, content: ContractContent) {
  const numbers = new Map<string, number>(articlesOf(content).map((key, index) => [key, index + 1]))
  const head = letterheadOf(await orgName(ctx), await orgLetterhead(ctx), content.language ?? 'zh')
  const values = clauseValues({ number, buyer, seller: head.text, content })
  return clausesInOrder(content).map(({ article, heading, text }) => ({
    heading: asPrinted(numberedHeading(numbers.get(article)!, heading), content),
    pieces: piecesOf(text).map(({ text: words, name }) =>
      name !== null && Object.hasOwn(values, name)
        ? { text: values[name] || '________', name }
        : { text: words, name: null },
    ),
  }))
}

/** Headings of an English paper are English, whoever reads the page. */
function asPrinted(heading: Bilingual, { language }: ContractContent): Bilingual {
  return language === 'en' ? { zh: heading.en, en: heading.en } : heading
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
  const { state, caseId } = await showGate(ctx, gateOf(row.id, newest.hash))
  return { state, caseId, version: newest.number }
}

function plain({ lines, nodes, clauses, ownClauses = [], blanks, ...rest }: ContractContent) {
  const words = { clauses: { ...clauses }, ownClauses: [...ownClauses], blanks: { ...blanks } }
  return { ...rest, ...words, lines: [...lines], nodes: [...nodes] }
}
