import type { DiffLine } from '../approval/content.ts'
import { commonLengths } from '../approval/diff-words.ts'

type Text = { title: string; body: string }

/**
 * What changed from one version to the next, paragraph by paragraph: paragraphs that stayed are left out, one
 * that was rewritten stands beside what it was. The words inside are compared where they are shown.
 */
export function compareTexts(before: Text, after: Text): DiffLine[] {
  const title = { zh: '标题', en: 'Title' }
  return [
    ...(before.title === after.title ? [] : [lineOf('title', title, before.title, after.title)]),
    ...compareBodies(linesOf(before.body), linesOf(after.body)),
  ]
}

/** Beyond this the texts are shown as replaced whole: the table would cost more than it tells. */
const LINES_MAX = 1_000

function compareBodies(before: readonly string[], after: readonly string[]): DiffLine[] {
  if (Math.max(before.length, after.length) > LINES_MAX) {
    const label = { zh: '正文', en: 'Text' }
    return [lineOf('body', label, before.join('\n'), after.join('\n'))]
  }
  const length = commonLengths(before, after)
  const lines: DiffLine[] = []
  let gone: string[] = []
  let fresh: { text: string; at: number }[] = []
  /** What went and what came between two paragraphs that stayed belongs together, in order. */
  const settle = (at: number) => {
    for (let index = 0; index < Math.max(gone.length, fresh.length); index += 1) {
      const place = fresh[index]?.at ?? at
      const label = { zh: `第 ${place + 1} 段`, en: `Paragraph ${place + 1}` }
      lines.push(lineOf(`${lines.length}`, label, gone[index] ?? null, fresh[index]?.text ?? null))
    }
    gone = []
    fresh = []
  }
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      settle(j)
      i += 1
      j += 1
    } else if (j >= after.length || (i < before.length && length(i + 1, j) >= length(i, j + 1))) {
      gone.push(before[i]!)
      i += 1
    } else {
      fresh.push({ text: after[j]!, at: j })
      j += 1
    }
  }
  settle(after.length)
  return lines
}

function lineOf(
  key: string,
  label: DiffLine['label'],
  before: string | null,
  after: string | null,
): DiffLine {
  const change = before === null ? 'added' : after === null ? 'removed' : 'changed'
  const both = (text: string | null) => (text === null ? null : { zh: text, en: text })
  return { key, label, change, before: both(before), after: both(after) }
}

function linesOf(body: string): string[] {
  return body.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
}
