import type { z } from 'zod'
import type { diffLine } from '../../api/approvals.ts'
import { diffWords } from '../../core/approval/content.ts'
import { useBoth } from '../ui/language.tsx'
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
                    <span key={index}>{piece.text}</span>
                  ),
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
