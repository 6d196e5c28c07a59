import { useParams } from '@tanstack/react-router'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { endRun, getEmergency, getRun, markRun } from '../../../api/emergency.ts'
import { addDays, formatInstant } from '../../../core/calendar.ts'
import { emergencyText } from '../../../text/web/emergency.ts'
import { type ReplyOf, useData, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { LookingBackBanner } from '../../ui/as-of.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { useToday } from '../../ui/today.tsx'
import { TextLink, useAsOf } from '../../ui/url.tsx'
import './emergency.css'
import { Phone } from './phone.tsx'

type Run = ReplyOf<typeof getRun>
type Item = Run['items'][number]

const REFRESH = [getRun, getEmergency]

/** The checklist, made for a thumb: call, tick, say a word; everything is kept with who and when (C141). */
export function RunPage() {
  const t = useText(emergencyText)
  const { id } = useParams({ strict: false }) as { id: string }
  const asOf = useAsOf()
  const run = useData(getRun, { params: { id }, query: asOf ? { asOf } : {} })
  const [isEnding, setEnding] = useState(false)
  return (
    <>
      <LookingBackBanner reading="known" />
      <PageHead
        back={{ href: paths.emergency(), label: t('title') }}
        title={run.situation}
        note={t('doneOf', { done: run.done, all: run.all })}
        actions={
          <>
            {run.alertId && <TextLink href={paths.alert(run.alertId)}>{t('openAlert')}</TextLink>}
            {run.can.end && <Button onClick={() => setEnding(true)}>{t('end')}</Button>}
          </>
        }
      />
      {run.isDrill && <p className="bw-warn biz-emergency-note">{t('drillBanner')}</p>}
      <Items run={run} kind="call" />
      <Items run={run} kind="step" />
      {run.endedAt !== null && <Outcome run={run} />}
      <Log run={run} />
      {isEnding && <EndDialog id={id} onClose={() => setEnding(false)} />}
    </>
  )
}

function Items({ run, kind }: { run: Run; kind: Item['kind'] }) {
  const t = useText(emergencyText)
  return (
    <Panel title={t(kind === 'call' ? 'calls' : 'steps')}>
      {run.items
        .filter((item) => item.kind === kind)
        .map((item) => (
          <ItemRow key={item.key} run={run} item={item} />
        ))}
    </Panel>
  )
}

function ItemRow({ run, item }: { run: Run; item: Item }) {
  const t = useText(emergencyText)
  const [isFailing, setFailing] = useState(false)
  const send = useSend(markRun, { refresh: REFRESH, onDone: () => setFailing(false) })
  const mark = (kind: 'done' | 'failed', text: string) =>
    send.mutate({ params: { id: run.id }, body: { item: item.key, kind, text } })
  const failed = t(item.kind === 'call' ? 'failed' : 'notDone')
  const tried = run.log.findLast((mark) => mark.item === item.key && mark.kind === 'failed')
  return (
    <div className="biz-emergency-item">
      <div>
        <strong>{item.title}</strong> {item.phone && <Phone number={item.phone} />}
        <p className={item.isLate ? 'bw-danger' : 'bw-soft'}>
          {item.doneAt !== null
            ? t('doneAt', { at: formatInstant(item.doneAt), n: item.minutes ?? 0 })
            : item.dueAt !== null && t('due', { at: formatInstant(item.dueAt) })}
        </p>
        {tried && item.doneAt === null && (
          <p className="bw-warn">
            {formatInstant(tried.at)} {failed}：{tried.text}
          </p>
        )}
        <ErrorNote error={send.error} />
      </div>
      {run.can.mark && item.doneAt === null && (
        <span className="bw-row">
          <Button type="primary" loading={send.isPending} onClick={() => mark('done', '')}>
            {t('done')}
          </Button>
          <Button onClick={() => setFailing(true)}>{failed}</Button>
        </span>
      )}
      <Confirm
        open={isFailing}
        title={`${item.title}：${failed}`}
        okText={failed}
        reason="required"
        reasonLabel={t('noteFor')}
        busy={send.isPending}
        error={send.error}
        onCancel={() => setFailing(false)}
        onOk={(text) => mark('failed', text)}
      />
    </div>
  )
}

function Outcome({ run }: { run: Run }) {
  const t = useText(emergencyText)
  return (
    <Panel title={t('findings')}>
      <p>{run.findings}</p>
      {run.tasks.length > 0 && (
        <>
          <strong>{t('tasks')}</strong>
          <ul className="biz-emergency-list">
            {run.tasks.map((task) => (
              <li key={task.id}>
                <TextLink href={paths.task(task.id)}>{task.title}</TextLink>{' '}
                <span className="bw-soft">{task.responsible.name}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  )
}

function Log({ run }: { run: Run }) {
  const t = useText(emergencyText)
  const words = { done: 'logDone', failed: 'logFailed', note: 'logNote' } as const
  return (
    <Panel title={t('log')}>
      {run.log.length === 0 && <p className="bw-soft">{t('noLog')}</p>}
      <ul className="biz-emergency-list">
        {run.log.map((mark) => (
          <li key={`${mark.at} ${mark.item}`}>
            <span className="bw-num">{formatInstant(mark.at)}</span> {mark.by.name} {mark.title}{' '}
            {t(words[mark.kind])} {mark.text}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const OFFICES = ['manager', 'finance', 'legal'] as const
const WEEK = 7

function EndDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText(emergencyText)
  const today = useToday()
  const [title, setTitle] = useState('')
  const [to, setTo] = useState<(typeof OFFICES)[number]>('manager')
  const send = useSend(endRun, { refresh: REFRESH, onDone: onClose })
  const dueOn = addDays(today, WEEK)
  const tasks = title.trim() === '' ? [] : [{ title: title.trim(), to, dueOn }]
  return (
    <Confirm
      open
      title={t('endTitle')}
      okText={t('end')}
      reason="required"
      reasonLabel={t('findings')}
      busy={send.isPending}
      error={send.error}
      onCancel={onClose}
      onOk={(findings) => send.mutate({ params: { id }, body: { findings, tasks } })}
    >
      <Input
        aria-label={t('task')}
        placeholder={t('task')}
        maxLength={200}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <div className="bw-row bw-wrap">
        <Select
          aria-label={t('taskTo')}
          value={to}
          onChange={setTo}
          options={OFFICES.map((value) => ({ value, label: t(`office_${value}`) }))}
        />
        <span className="bw-soft">
          {t('taskDue')} {dueOn}
        </span>
      </div>
    </Confirm>
  )
}
