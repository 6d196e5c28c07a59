import type { Bilingual } from '../watch/subject.ts'
import type { DiffLine } from './content.ts'
import { diffWords, type Piece } from './diff-words.ts'

/** One change inside a line, short enough to be read at a glance; either side may be empty. */
export type Touch = { was: string; now: string }

export type Deviation = {
  key: string
  label: Bilingual
  kind: 'changed' | 'added' | 'removed' | 'moved'
  /** where a line that was moved stood before */
  movedFrom: Bilingual | null
  touches: Touch[]
  /** how many changes of this line are not among `touches` */
  more: number
}

/** Up to so many characters a value is shown whole. */
const WHOLE = 40
/** Longer pieces are cut: the clause itself is read below. */
const CUT = 28
const TOUCHES = 3

/**
 * What differs, line by line, before anybody reads the whole of it: a value by itself, a clause by the
 * figures in it that changed first (30 日 → 60 日), then by the words.
 */
export function summarise(lines: readonly DiffLine[], say: (words: Bilingual) => string): Deviation[] {
  return lines.flatMap((line): Deviation[] => {
    const { key, label, change, before, after } = line
    const movedFrom = line.movedFrom ?? null
    const head = { key, label, movedFrom }
    if (change === 'same') return movedFrom ? [{ ...head, kind: 'moved', touches: [], more: 0 }] : []
    if (change !== 'changed') return [{ ...head, kind: change, touches: [], more: 0 }]
    const touches = touchesOf(say(before!), say(after!))
    return [
      {
        ...head,
        kind: 'changed',
        touches: touches.slice(0, TOUCHES),
        more: Math.max(0, touches.length - TOUCHES),
      },
    ]
  })
}

export const HAS_FIGURE = /[\d%‰]|[一二三四五六七八九十百千万两半]+(?=[日天年月元个件倍成])/u
/** What a figure is counted in, where it stands right behind it. */
const UNIT =
  /^\s?(?:个?工作日|个月|小时|万元|working days?|days?|hours?|months?|years?|[日天年月周元件套台次%‰])/u

function touchesOf(before: string, after: string): Touch[] {
  if (Math.max(before.length, after.length) <= WHOLE) return [{ was: before, now: after }]
  const pieces = diffWords(before, after)
  const touches: (Touch & { hasFigure: boolean })[] = []
  for (let at = 0; at < pieces.length; at += 1) {
    if (pieces[at]!.change === 'same') continue
    const end = pieces.findIndex((piece, index) => index >= at && piece.change === 'same')
    const run = pieces.slice(at, end < 0 ? pieces.length : end)
    const [was, now] = [joined(run, 'removed'), joined(run, 'added')]
    const hasFigure = HAS_FIGURE.test(was) && HAS_FIGURE.test(now)
    const unit = hasFigure && end >= 0 ? (UNIT.exec(pieces[end]!.text)?.[0] ?? '') : ''
    if (was !== '' || now !== '')
      touches.push({ was: cut(was) + (was && unit), now: cut(now) + (now && unit), hasFigure })
    at += run.length - 1
  }
  return [...touches.filter((one) => one.hasFigure), ...touches.filter((one) => !one.hasFigure)].map(
    ({ was, now }) => ({ was, now }),
  )
}

function joined(run: readonly Piece[], change: Piece['change']): string {
  return run
    .filter((piece) => piece.change === change)
    .map(({ text }) => text)
    .join('')
    .replace(/^[\s，、；。,;.]+|[\s，、；。,;.]+$/gu, '')
}

function cut(text: string): string {
  return text.length <= CUT ? text : `${text.slice(0, CUT)}…`
}
