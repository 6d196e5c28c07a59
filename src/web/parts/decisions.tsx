import { Button } from 'antd'
import { useState } from 'react'
import { acknowledgeAlert, listAlerts } from '../../api/alerts.ts'
import { actOnApproval } from '../../api/approvals.ts'
import { type Decision, getBriefPage } from '../../api/brief.ts'
import { assignCustomers } from '../../api/transfers.ts'
import { briefText } from '../../text/web/brief.ts'
import { type ReplyOf, useSend } from '../api.ts'
import { paths } from '../paths.ts'
import { CanButton } from '../ui/can-button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { useBoth, useText } from '../ui/language.tsx'
import { Money, moneyText } from '../ui/money.tsx'
import { Panel } from '../ui/page-head.tsx'
import { EmptyState } from '../ui/refusal.tsx'
import { TextLink } from '../ui/url.tsx'
import { PersonPick } from './pickers-later.tsx'
import './decisions.css'

type Decisions = NonNullable<ReplyOf<typeof getBriefPage>['decisions']>
type Of<K extends Decision['kind']> = Extract<Decision, { kind: K }>
const AGAIN = { refresh: [getBriefPage, listAlerts] }

/** Three things that go nowhere without this person; each can be decided here. */
export function Decisions({ decisions }: { decisions: Decisions }) {
  const t = useText(briefText)
  return (
    <Panel title={t('decisions')} flush>
      {decisions.shown.length === 0 && (
        <EmptyState title={t('decisionsNone')} text={t('decisionsNoneText')} />
      )}
      <div className="bw-brief-list">
        {decisions.shown.map((one) => {
          if (one.kind === 'approval') return <Approval key={one.approval.id} one={one} />
          if (one.kind === 'alert') return <Escalated key={one.alert.id} one={one} />
          return <Unanswered key={one.id} one={one} />
        })}
        {decisions.more > 0 && (
          <TextLink href={paths.alerts({ mine: 'true' })} className="bw-brief-line bw-muted">
            {t('decisionsMore', { n: decisions.more })} ›
          </TextLink>
        )}
      </div>
    </Panel>
  )
}

function Approval({ one }: { one: Of<'approval'> }) {
  const t = useText(briefText)
  const both = useBoth()
  const { approval } = one
  const [asking, setAsking] = useState<'agree' | 'reject' | null>(null)
  const act = useSend(actOnApproval, { ...AGAIN, onDone: () => setAsking(null) })
  const title = both(approval.title)
  const send = (kind: 'agree' | 'reject', opinion: string) =>
    act.mutate({ params: { id: approval.id }, body: { version: approval.version, act: { kind, opinion } } })
  return (
    <div className="bw-brief-decision">
      <Line tag={one.onlyYou ? t('approvalOnly') : t('approval')} title={title} fen={approval.amountFen} />
      <span className="bw-soft">
        {t('by', { name: approval.requester.name })}
        {approval.reason && ` · ${approval.reason}`}
      </span>
      <div className="bw-row bw-wrap">
        <CanButton can={approval.can.agree} type="primary" onClick={() => setAsking('agree')}>
          {t('agree')}
        </CanButton>
        <CanButton can={approval.can.reject} onClick={() => setAsking('reject')}>
          {t('reject')}
        </CanButton>
        <TextLink href={paths.approval(approval.id)}>{t('details')}</TextLink>
      </div>
      {asking && (
        <Confirm
          open
          title={t(`${asking}Title`, { title })}
          okText={t(asking)}
          danger={asking === 'reject'}
          reason={asking === 'reject' ? 'required' : 'optional'}
          busy={act.isPending}
          error={act.error}
          onOk={(opinion) => send(asking, opinion)}
          onCancel={() => setAsking(null)}
        />
      )}
    </div>
  )
}

function Escalated({ one }: { one: Of<'alert'> }) {
  const t = useText(briefText)
  const both = useBoth()
  const { alert } = one
  const take = useSend(acknowledgeAlert, AGAIN)
  return (
    <div className="bw-brief-decision">
      <Line
        tag={t('alert')}
        title={[alert.customer?.name, both(alert.title)].filter(Boolean).join(' · ')}
        fen={alert.moneyFen}
      />
      <span className="bw-soft">{both(alert.sentence)}</span>
      <div className="bw-row bw-wrap">
        <CanButton
          can={alert.can.acknowledge}
          type="primary"
          loading={take.isPending}
          onClick={() => take.mutate({ params: { id: alert.id }, body: { version: alert.version } })}
        >
          {t('take')}
        </CanButton>
        <TextLink href={paths.alert(alert.id)}>{t('details')}</TextLink>
      </div>
      <ErrorNote error={take.error} />
    </div>
  )
}

function Unanswered({ one }: { one: Of<'customer'> }) {
  const t = useText(briefText)
  const [asking, setAsking] = useState(false)
  const [person, setPerson] = useState<string | null>(null)
  const assign = useSend(assignCustomers, { ...AGAIN, onDone: () => setAsking(false) })
  const fill = { open: moneyText(one.openFen), overdue: moneyText(one.overdueFen) }
  return (
    <div className="bw-brief-decision">
      <Line tag={t('customer')} title={one.name} fen={one.openFen} />
      <span className="bw-soft">
        {t(one.keyLevel === 'key' ? 'customerKey' : 'customerOwes', fill)}
        {one.former && ` · ${t('former', { name: one.former })}`}
      </span>
      <div className="bw-row bw-wrap">
        <Button type="primary" onClick={() => setAsking(true)}>
          {t('assign')}
        </Button>
        <TextLink href={paths.customer(one.id)}>{t('details')}</TextLink>
      </div>
      <Confirm
        open={asking}
        title={t('assignTitle', { name: one.name })}
        okText={t('assign')}
        okDisabled={person === null}
        busy={assign.isPending}
        error={assign.error}
        onOk={() => person && assign.mutate({ body: { ids: [one.id], responsibleId: person } })}
        onCancel={() => setAsking(false)}
      >
        <Field label={t('assignPerson')}>
          <PersonPick value={person} onChange={setPerson} clearable={false} />
        </Field>
      </Confirm>
    </div>
  )
}

function Line({ tag, title, fen }: { tag: string; title: string; fen: number | null }) {
  return (
    <div className="bw-brief-top">
      <span className="bw-brief-words">
        <span className="bw-tag bw-tag-accent">{tag}</span>
        <strong>{title}</strong>
      </span>
      {fen !== null && fen > 0 && (
        <span className="bw-brief-side">
          <Money fen={fen} short />
        </span>
      )}
    </div>
  )
}
