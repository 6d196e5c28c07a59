import type { NoteRow } from '../../api/delivery-notes.ts'
import { UNSIGNED_DAYS } from '../../core/order/note.ts'
import { notesText } from '../../text/web/delivery-notes.ts'
import { useText } from '../ui/language.tsx'

type Shown = Pick<NoteRow, 'status' | 'isShort' | 'unsignedDays'>

export function isUnsigned({ status, unsignedDays }: Pick<Shown, 'status' | 'unsignedDays'>): boolean {
  return status === 'shipped' && unsignedDays > UNSIGNED_DAYS
}

/** Where a note stands: on its way for how long, and whether something was missing. */
export function NoteStatusTag({ note }: { note: Shown }) {
  const t = useText(notesText)
  const tone = isUnsigned(note) ? ' bw-tag-danger' : note.status === 'signed' ? ' bw-tag-accent' : ''
  return (
    <span className="bw-row">
      <span className={`bw-tag${tone}`}>
        {t(note.status)}
        {isUnsigned(note) && ` · ${t('days', { n: note.unsignedDays })}`}
      </span>
      {note.isShort && <span className="bw-tag bw-tag-danger">{t('short')}</span>}
    </span>
  )
}
