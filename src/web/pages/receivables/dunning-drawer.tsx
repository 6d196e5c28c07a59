import { MailOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { customerDunning, dunningLetter, voidDunning } from '../../../api/dunning.ts'
import type { Inhibition } from '../../../core/dunning/inhibit.ts'
import { customerMailText } from '../../../text/web/customer-mail.ts'
import { dunningText } from '../../../text/web/dunning.ts'
import { urlOf, useLater, useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { MailsSent } from '../../parts/mails-sent.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { useRefusalSentence } from '../../ui/refusal.tsx'
import { TextLink } from '../../ui/url.tsx'
import { type CustomerDunning, DunningForm } from './dunning-form.tsx'
import { DunningMail } from './dunning-mail.tsx'
import { PromiseTag } from './promise-tag.tsx'

type Step = CustomerDunning['steps'][number]
type Item = CustomerDunning['items'][number]

const LETTERS = ['letter', 'stop', 'lawyer'] as const

/** One debtor: what to do now with the words for it, a place to note it, and everything done so far. */
export function DunningDrawer({ customerId, onClose }: { customerId: string | null; onClose: () => void }) {
  const t = useText(dunningText)
  return (
    <FormDrawer open={customerId !== null} onClose={onClose} title={t('tab')} width={720}>
      {customerId && <Debtor customerId={customerId} />}
    </FormDrawer>
  )
}

function Debtor({ customerId }: { customerId: string }) {
  const t = useText(dunningText)
  const { language: lang } = useLanguage()
  const { data } = useLater(customerDunning, { params: { id: customerId }, query: { lang } })
  if (!data) return null
  return (
    <div className="bw-stack">
      <div>
        <h3 className="biz-drawer-title">
          <TextLink href={paths.customer(customerId)}>{data.customer.name}</TextLink>
        </h3>
        <p>
          <strong>
            {data.due
              ? t('nowDue', { stage: t(`stage_${data.due.stage}`) })
              : data.held
                ? t('heldNow', { stage: t(`stage_${data.held.stage}`) })
                : t('nothingDue')}
          </strong>{' '}
          {data.due && <Money fen={data.due.fen} />} <PromiseTag promise={data.promise} />
        </p>
        <span className="bw-muted" title={t('waitingWhy')}>
          {t('waitingTitle')} {moneyText(data.waitingFen)} ·{' '}
          {t('chance', { share: `${Math.round(data.chanceBp / 100)}%` })} ·{' '}
          {t('chanceN', { n: data.chanceN })}
        </span>
      </div>
      {data.inhibited && <Inhibited reason={data.inhibited} />}
      <Words data={data} customerId={customerId} />
      {data.can.record === true && (
        <DunningForm key={data.steps.length} data={data} customerId={customerId} />
      )}
      <Items data={data} />
      <History data={data} />
      <MailsSent customerId={customerId} />
    </div>
  )
}

/** Why nothing friendly can be copied or noted, in the words of the refusal. */
function Inhibited({ reason }: { reason: Inhibition }) {
  const t = useText(dunningText)
  const sentence = useRefusalSentence()
  return (
    <p className="bw-warn" role="status">
      {sentence({ code: reason })} {t('heldWords')}
    </p>
  )
}

function Words({ data, customerId }: { data: CustomerDunning; customerId: string }) {
  const t = useText(dunningText)
  const mail = useText(customerMailText)
  const may = useMay()
  const [mailing, setMailing] = useState(false)
  const { language: lang } = useLanguage()
  const letter = LETTERS.find((stage) => stage === data.due?.stage)
  const file = (format: 'pdf' | 'docx') =>
    urlOf(dunningLetter, { params: { id: customerId }, query: { stage: letter ?? 'letter', format, lang } })
  return (
    <section className="bw-stack">
      {data.texts.map(({ kind, words }) => (
        <div key={kind}>
          <div className="bw-row biz-between">
            <span className="bw-soft">{t(`words_${kind}`)}</span>
            <CopyButton size="small" words={words} aria-label={`${t('copy')} ${t(`words_${kind}`)}`}>
              {t('copy')}
            </CopyButton>
          </div>
          <p className="biz-words">{words}</p>
        </div>
      ))}
      <div className="bw-row">
        {data.can.record === true && (
          <Button size="small" type="primary" icon={<MailOutlined />} onClick={() => setMailing(true)}>
            {mail('open')}
          </Button>
        )}
        <TextLink href={paths.statement(customerId)}>{t('statement')}</TextLink>
        {may('receivable.note') && data.oldestDays > 0 && (
          <>
            <Button size="small" href={file('pdf')} download>
              {t(`stage_${letter ?? 'letter'}`)} {t('letterPdf')}
            </Button>
            <Button size="small" href={file('docx')} download>
              {t('letterDocx')}
            </Button>
          </>
        )}
      </div>
      {data.oldestDays > 0 && <span className="bw-muted">{t('letterHint')}</span>}
      <DunningMail customerId={customerId} open={mailing} onClose={() => setMailing(false)} />
    </section>
  )
}

function Items({ data }: { data: CustomerDunning }) {
  const t = useText(dunningText)
  const columns: Column<Item>[] = [
    { key: 'invoice', title: t('invoice'), card: 'title', cell: (row) => row.invoiceNumber },
    { key: 'due', title: t('due'), cell: (row) => <Day day={row.dueOn} /> },
    {
      key: 'open',
      title: t('openAmount'),
      align: 'right',
      card: 'side',
      cell: (row) => (
        <span className="biz-two-lines">
          <Money fen={row.openFen} />
          {row.disputedFen > 0 && (
            <span className="bw-muted">{t('disputed', { amount: moneyText(row.disputedFen) })}</span>
          )}
        </span>
      ),
    },
    {
      key: 'reached',
      title: t('reached'),
      cell: (row) => (
        <span className="biz-two-lines">
          {row.reached && t(`stage_${row.reached}`)}
          {row.promise === 'standing' && <span className="bw-muted">{t('paused')}</span>}
        </span>
      ),
    },
    { key: 'done', title: t('done'), cell: (row) => row.done && t(`stage_${row.done}`) },
  ]
  return (
    <section>
      <h4>{t('items')}</h4>
      <DataTable columns={columns} rows={data.items} rowKey={(row) => row.id} empty={t('emptyAll')} />
    </section>
  )
}

function History({ data }: { data: CustomerDunning }) {
  const t = useText(dunningText)
  const { message } = App.useApp()
  const [voiding, setVoiding] = useState<Step | null>(null)
  const send = useSend(voidDunning, {
    onDone: () => {
      setVoiding(null)
      void message.success(t('voided'))
    },
  })
  return (
    <section>
      <h4>{t('history')}</h4>
      {data.steps.length === 0 && <span className="bw-muted">{t('noHistory')}</span>}
      <ul className="biz-steps">
        {data.steps.map((step) => (
          <li key={step.id}>
            <div className="bw-row biz-between">
              <span>
                <Day day={step.on} />{' '}
                {t('took', { stage: t(`stage_${step.stage}`), channel: t(`channel_${step.channel}`) })}{' '}
                <span className="bw-muted">
                  {[step.by, step.contactName].filter(Boolean).join(' → ')} · {t('count', { n: step.count })}{' '}
                  {moneyText(step.amountFen)}
                  {step.files > 0 && ` · ${t('filesKept', { n: step.files })}`}
                </span>
              </span>
              {step.can.void === true && (
                <Button size="small" type="link" className="biz-quiet" onClick={() => setVoiding(step)}>
                  {t('void')}
                </Button>
              )}
            </div>
            {step.note && <div>{step.note}</div>}
            {step.promisedOn && (
              <div className="bw-soft">
                {t('promise_standing', { day: step.promisedOn })}
                {step.promisedFen !== null && ` · ${moneyText(step.promisedFen)}`}
              </div>
            )}
          </li>
        ))}
      </ul>
      <Confirm
        open={voiding !== null}
        title={t('voidTitle')}
        text={t('voidText')}
        okText={t('void')}
        danger
        reason="required"
        busy={send.isPending}
        error={send.error}
        onOk={(reason) => voiding && send.mutate({ params: { id: voiding.id }, body: { reason } })}
        onCancel={() => setVoiding(null)}
      />
    </section>
  )
}
