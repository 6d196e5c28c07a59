import { Fragment, useId, useState } from 'react'
import type { z } from 'zod'
import type { diffLine } from '../../api/approvals.ts'
import { HAS_FIGURE, summarise } from '../../core/approval/diff-summary.ts'
import { diffWords, type Piece } from '../../core/approval/diff-words.ts'
import { piecesOf } from '../../core/contract/blanks.ts'
import { diffText } from '../../text/web/diff.ts'
import { useBoth, useText } from '../ui/language.tsx'
import './diff.css'

type Line = z.input<typeof diffLine>

/**
 * Line by line what is there against what was: kept words stay plain, gone ones are struck, new ones
 * underlined, figures that changed framed. What differs is told first, so that nobody has to look for it.
 */
export function ContentDiff({ lines, unchanged }: { lines: Line[]; unchanged: string }) {
  const t = useText(diffText)
  const both = useBoth()
  const here = useId()
  if (lines.length === 0) return <p className="bw-muted">{unchanged}</p>
  // Against nothing, everything is new and nothing is a change.
  const isAlone = lines.every((line) => line.before === null)
  const against = lines.find(({ key }) => key === 'against')
  const shown = lines.filter((line) => line !== against)
  const filled = filledIn(shown, both)
  return (
    <>
      {!isAlone && <Summary lines={shown} against={against ? both(against.label) : null} here={here} />}
      <table className="biz-diff">
        <tbody>
          {shown.map((line) => (
            <tr key={line.key} id={rowId(here, line.key)} data-change={isAlone ? 'same' : line.change}>
              <th scope="row">
                {both(line.label)}
                {!isAlone && <Marks line={line} />}
              </th>
              <td>
                {isAlone ? (
                  <Words text={both(line.after!)} filled={filled} />
                ) : (
                  diffWords(line.before ? both(line.before) : '', line.after ? both(line.after) : '').map(
                    (piece, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
                      <Changed key={index} piece={piece} filled={filled} title={t(`is_${piece.change}`)} />
                    ),
                  )
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

/** In words beside the heading, so that nothing hangs on a colour. */
function Marks({ line }: { line: Line }) {
  const t = useText(diffText)
  const moved = useMoved()
  return (
    <>
      {line.change !== 'same' && <span className="bw-tag biz-diff-mark">{t(line.change)}</span>}
      {line.movedFrom && <span className="bw-tag biz-diff-mark">{moved(line)}</span>}
    </>
  )
}

function Summary({ lines, against, here }: { lines: Line[]; against: string | null; here: string }) {
  const t = useText(diffText)
  const both = useBoth()
  const moved = useMoved()
  const found = summarise(lines as Parameters<typeof summarise>[0], both)
  return (
    <section className="biz-diff-summary" aria-label={t('summary')}>
      <strong>
        {against && `${against}${t('colon')}`}
        {found.length === 0 ? t('agrees') : t('differs', { n: found.length })}
      </strong>
      {found.length > 0 && (
        <ul>
          {found.map(({ key, label, kind, movedFrom, touches, more }) => (
            <li key={key}>
              <a href={`#${rowId(here, key)}`}>{both(label)}</a>
              {kind !== 'changed' && kind !== 'moved' && ` · ${t(kind)}`}
              {movedFrom && ` · ${moved({ label, movedFrom })}`}
              {touches.map(({ was, now }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a change is its place
                <Fragment key={index}>
                  {index === 0 ? t('colon') : t('semicolon')}
                  {was && <del>{was}</del>}
                  {was && now && ' → '}
                  {now && <ins>{now}</ins>}
                </Fragment>
              ))}
              {more > 0 && ` ${t('more', { n: more })}`}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** From where, as far as its heading says so: clauses of a template bear no numbers. */
function useMoved() {
  const t = useText(diffText)
  const both = useBoth()
  return ({ label, movedFrom }: Pick<Line, 'label' | 'movedFrom'>) => {
    const place = movedFrom ? both(movedFrom) : ''
    return place === both(label) ? t('moved') : t('movedFrom', { place })
  }
}

type Filled = ReadonlyMap<string, string>

function Changed({ piece, filled, title }: { piece: Piece; filled: Filled; title: string }) {
  if (piece.change === 'same') return <Kept text={piece.text} filled={filled} />
  const Mark = piece.change === 'removed' ? 'del' : 'ins'
  return (
    <Mark title={title} data-figure={HAS_FIGURE.test(piece.text) && piece.text.length <= FIGURE}>
      <Words text={piece.text} filled={filled} />
    </Mark>
  )
}

/** What is filled in is shown as filled in: a lawyer sees what the template says and what was entered. */
function Words({ text, filled }: { text: string; filled: Filled }) {
  const t = useText(diffText)
  return piecesOf(text).map(({ text: words, name }, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
    if (name === null) return <Fragment key={index}>{words}</Fragment>
    const value = filled.get(name)
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
      <span key={index} className="biz-filled" data-open={value === ''} title={t('filled', { name })}>
        {value === '' ? t('open', { name }) : (value ?? name)}
      </span>
    )
  })
}

/** A figure with its unit is framed; more than that is a sentence, and underlined is enough. */
const FIGURE = 12

/** Unchanged text longer than this is folded on the screen, never on paper. */
const LONG = 2_000
const AROUND = 200

function Kept({ text, filled }: { text: string; filled: Filled }) {
  const t = useText(diffText)
  const [open, setOpen] = useState(false)
  if (open || text.length <= LONG) return <Words text={text} filled={filled} />
  return (
    <span>
      <Words text={text.slice(0, AROUND)} filled={filled} />
      <button type="button" className="biz-folded" onClick={() => setOpen(true)}>
        {t('folded', { n: text.length - 2 * AROUND })}
      </button>
      <span className="biz-print-only">
        <Words text={text.slice(AROUND, -AROUND)} filled={filled} />
      </span>
      <Words text={text.slice(-AROUND)} filled={filled} />
    </span>
  )
}

/** What stands in braces and is among the lines themselves: the contract's own terms and its blanks. */
const OWN_TERMS = {
  ...{
    amount: ['金额', 'Amount'],
    effective: ['生效日期', 'Effective date'],
    ends: ['到期日期', 'End date'],
  },
  ...{ term: ['账期', 'Credit term'], penalty: ['违约金', 'Penalty'], title: ['合同名称', 'Title'] },
}

function filledIn(lines: readonly Line[], both: ReturnType<typeof useBoth>): Filled {
  const filled = new Map<string, string>()
  for (const { key, after } of lines) {
    if (!after) continue
    if (key.startsWith('blank:')) filled.set(key.slice('blank:'.length), both(after))
    for (const name of OWN_TERMS[key as keyof typeof OWN_TERMS] ?? []) filled.set(name, both(after))
  }
  return filled
}

/** A page may show several of them: versions of one contract have the same lines. */
function rowId(here: string, key: string): string {
  return `${here}${key}`
}
