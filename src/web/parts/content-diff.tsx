import { useState } from 'react'
import type { z } from 'zod'
import type { diffLine } from '../../api/approvals.ts'
import { diffWords } from '../../core/approval/diff-words.ts'
import { approvalsText } from '../../text/web/approvals.ts'
import { useBoth, useText } from '../ui/language.tsx'
import './parts.css'

/**
 * Line by line what is there against what was: kept words stay plain, gone ones are struck, new ones bold.
 */
export function ContentDiff({ lines, unchanged }: { lines: z.input<typeof diffLine>[]; unchanged: string }) {
  const both = useBoth()
  if (lines.length === 0) return <p className="bw-muted">{unchanged}</p>
  return (
    <table className="biz-diff">
      <tbody>
        {lines.map((line) => (
          <tr key={line.key} data-change={line.change}>
            <th scope="row">{both(line.label)}</th>
            <td>
              {diffWords(line.before ? both(line.before) : '', line.after ? both(line.after) : '').map(
                (piece, index) =>
                  piece.change === 'removed' ? (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
                    <del key={index}>{piece.text} </del>
                  ) : piece.change === 'added' ? (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
                    <ins key={index}>{piece.text}</ins>
                  ) : (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
                    <Kept key={index} text={piece.text} />
                  ),
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Unchanged text longer than this is folded, so that what changed in a long clause is found. */
const LONG = 400
const AROUND = 80

function Kept({ text }: { text: string }) {
  const t = useText(approvalsText)
  const [open, setOpen] = useState(false)
  if (open || text.length <= LONG) return <span>{text}</span>
  return (
    <span>
      {text.slice(0, AROUND)}
      <button type="button" className="biz-folded" onClick={() => setOpen(true)}>
        {t('folded', { n: text.length - 2 * AROUND })}
      </button>
      {text.slice(-AROUND)}
    </span>
  )
}
