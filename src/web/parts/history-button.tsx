import { DiffOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { recordHistory } from '../../api/history.ts'
import { formatInstant } from '../../core/calendar.ts'
import type { HistoryKind } from '../../core/history/field-history.ts'
import { historyText } from '../../text/web/history.ts'
import { type CallError, type ReplyOf, useLater } from '../api.ts'
import { useMay } from '../session.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useBoth, useText } from '../ui/language.tsx'
import { moneyText } from '../ui/money.tsx'
import { EmptyState } from '../ui/refusal.tsx'
import { Timeline, type TimelineItem } from '../ui/timeline.tsx'
import { FormDrawer } from './form-drawer.tsx'

type Entry = ReplyOf<typeof recordHistory>['items'][number]
type Change = Entry['changes'][number]
type Word = keyof (typeof historyText)['zh']

/** 修改记录: who changed what on a record, from what to what (C206 C207). */
export function HistoryButton(props: { kind: HistoryKind; id: string; name?: string; small?: true }) {
  const t = useText(historyText)
  const may = useMay()
  const [open, setOpen] = useState(false)
  if (!may('customer.read')) return null
  return (
    <>
      {props.small ? (
        <Button
          size="small"
          type="text"
          icon={<DiffOutlined />}
          aria-label={`${t('title')} ${props.name ?? ''}`}
          onClick={() => setOpen(true)}
        />
      ) : (
        <Button icon={<DiffOutlined />} onClick={() => setOpen(true)}>
          {t('title')}
        </Button>
      )}
      <FormDrawer
        open={open}
        title={props.name ? `${t('title')} · ${props.name}` : t('title')}
        onClose={() => setOpen(false)}
      >
        {open && <History kind={props.kind} id={props.id} />}
      </FormDrawer>
    </>
  )
}

function History({ kind, id }: { kind: HistoryKind; id: string }) {
  const t = useText(historyText)
  const both = useBoth()
  const { data, error } = useLater(recordHistory, { params: { kind, recordId: id } })
  if (error) return <ErrorNote error={error as CallError} />
  if (!data) return <p className="bw-soft">{t('loading')}</p>
  if (data.items.length === 0) return <EmptyState title={t('none')} text={t('noneText')} />
  return (
    <>
      <Timeline items={data.items.map((entry, index) => drawn({ t, both }, entry, index))} />
      {data.more > 0 && <p className="bw-muted">{t('more', { n: data.more })}</p>}
    </>
  )
}

type Say = ReturnType<typeof useText<Word>>
type Words = { t: Say; both: ReturnType<typeof useBoth> }

function drawn(words: Words, entry: Entry, index: number): TimelineItem {
  const { t } = words
  const who = entry.by?.name ?? t('house')
  return {
    key: `${entry.at} ${index}`,
    at: formatInstant(entry.at),
    title: t(`act_${entry.act}`, { who }),
    text: entry.changes.length > 0 && (
      <ul className="biz-plain-list">
        {entry.changes.map((change) => (
          <li key={`${change.field} ${change.name?.zh ?? ''}`}>
            {t('change', {
              field: nameOf(words, change),
              from: wordOf(t, change, change.from),
              to: wordOf(t, change, change.to),
            })}
          </li>
        ))}
      </ul>
    ),
    ...(entry.act === 'voided' ? { tone: 'danger' as const } : {}),
  }
}

function nameOf({ t, both }: Words, { field, name }: Change): string {
  if (name !== null && name.zh !== '') return both(name)
  const word = `field_${field}`
  return word in historyText.zh ? t(word as Word) : field.replace(/^custom\./, '')
}

function wordOf(t: Say, { kind }: Change, value: string | null): string {
  if (value === null) return t('blank')
  if (kind === 'money') return moneyText(Number(value))
  if (kind === 'yes-no') return t(value === 'true' ? 'yes' : 'no')
  if (kind === 'moment') return t('voided')
  const word = `choice_${value}`
  return kind === 'choice' && word in historyText.zh ? t(word as Word) : value
}
