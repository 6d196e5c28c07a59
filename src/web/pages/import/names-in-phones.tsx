import { Button } from 'antd'
import type { previewImport } from '../../../api/imports.ts'
import { importText } from '../../../text/web/import.ts'
import { importPhonesText } from '../../../text/web/import-phones.ts'
import type { ReplyOf } from '../../api.ts'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import type { Draft } from './mapping-draft.ts'

type NamesProps = {
  preview: ReplyOf<typeof previewImport>
  draft: Draft
  busy: boolean
  onChange: (draft: Draft) => void
}

const SHOWN = 30

/** Who is named beside a number: the number is taken, the person becomes a contact only on a word. */
export function NamesInPhones({ preview, draft, busy, onChange }: NamesProps) {
  const t = useText(importPhonesText)
  const common = useText(importText)
  const names = preview.phoneNames
  if (names.length === 0) return null
  const choice = (answer: 'take' | 'ignore', word: string) => (
    <Button
      type={draft.phoneNames === answer ? 'primary' : 'default'}
      disabled={busy}
      onClick={() => onChange({ ...draft, phoneNames: answer })}
    >
      {word}
    </Button>
  )
  return (
    <Panel title={t('title')}>
      <p className="bw-soft biz-lead">{t('note')}</p>
      <ul className="biz-lines">
        {names.slice(0, SHOWN).map((one) => (
          <li key={one.row}>
            <span className="bw-muted">{common('row', { n: one.row })}</span>
            <span>{one.customer}</span>
            <strong>{one.name}</strong>
            <span className="bw-num">{one.phone}</span>
          </li>
        ))}
      </ul>
      {names.length > SHOWN && <p className="bw-soft">{t('more', { n: names.length - SHOWN })}</p>}
      <div className="bw-row bw-wrap">
        {choice('take', t('take'))}
        {choice('ignore', t('ignore'))}
      </div>
    </Panel>
  )
}
