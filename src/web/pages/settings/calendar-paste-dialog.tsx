import { Button, Input, Modal } from 'antd'
import { useRef, useState } from 'react'
import { companyText } from '../../../text/web/settings-company.ts'
import { useText } from '../../ui/language.tsx'
import { type CalendarDay, readCalendarText } from './calendar-paste.ts'

type PasteProps = { open: boolean; year: number; onClose: () => void; onRead: (days: CalendarDay[]) => void }

/** The days of a year as text: pasted, or read from a small file. Nothing is saved before it was seen. */
export function CalendarPaste({ open, year, onClose, onRead }: PasteProps) {
  const t = useText(companyText)
  const [text, setText] = useState('')
  const file = useRef<HTMLInputElement>(null)
  const { days, problems } = readCalendarText(text, year)
  return (
    <Modal
      open={open}
      title={`${t('paste')} · ${year}`}
      okText={t('apply')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: days.length === 0 || problems.length > 0 }}
      onOk={() => onRead(days)}
      onCancel={onClose}
      afterClose={() => setText('')}
    >
      <div className="bw-stack">
        <p className="bw-soft">{t('pasteText')}</p>
        <Input.TextArea
          value={text}
          placeholder={t('pasteExample')}
          aria-label={t('paste')}
          rows={9}
          onChange={(event) => setText(event.target.value)}
        />
        <div className="bw-row">
          <Button onClick={() => file.current?.click()}>{t('upload')}</Button>
          <input
            ref={file}
            type="file"
            hidden
            accept=".csv,.txt,text/plain,text/csv"
            aria-label={t('upload')}
            onChange={(event) => void event.target.files?.[0]?.text().then(setText)}
          />
          {days.length > 0 && <span className="bw-good">{t('pasteRead', { n: days.length })}</span>}
        </div>
        {problems.slice(0, 5).map((problem) => (
          <span key={problem.line} className="bw-danger" role="alert">
            {t(problem.code, { line: problem.line, text: problem.text, year })}
          </span>
        ))}
      </div>
    </Modal>
  )
}
