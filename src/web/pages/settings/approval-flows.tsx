import { Button } from 'antd'
import { useState } from 'react'
import { flowHistory, listFlows } from '../../../api/approval-flows.ts'
import { settingsText } from '../../../text/web/settings.ts'
import { flowsText } from '../../../text/web/settings-flows.ts'
import { useData, useLater } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { Day, Moment } from '../../ui/day.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { AreaHead } from './area-head.tsx'
import { FaultList } from './fault-list.tsx'
import type { FlowCard } from './flow-draft.ts'
import { FlowWords } from './flow-words.tsx'

const AuthorityMatrix = later(async () => (await import('./authority-matrix.tsx')).AuthorityMatrix)
/** What is drawn now stands there until the tool to draw with has come. */
const FlowDesigner = later(
  async () => (await import('./flow-designer.tsx')).FlowDesigner,
  ({ card }) => <FlowWords nodes={card.spec.nodes} />,
)

/** Flows without code: steps in order or side by side, who, how, when, how long (C182). */
export function ApprovalFlows() {
  const t = useText(flowsText)
  const areas = useText(settingsText)
  const { items } = useData(listFlows)
  return (
    <div className="bw-stack">
      <AreaHead title={areas('flows')} note={t('intro')} />
      {items.map((card) => (
        <FlowPanel key={card.kind} card={card} />
      ))}
      <AuthorityMatrix />
    </div>
  )
}

function FlowPanel({ card }: { card: FlowCard }) {
  const t = useText(flowsText)
  const name = useBoth()(card.name)
  const [open, setOpen] = useState(false)
  const [past, setPast] = useState(false)
  const version = card.version === 0 ? t('shipped') : t('version', { n: card.version })
  return (
    <Panel
      title={name}
      extra={
        <span className="bw-row bw-wrap">
          <span className="bw-muted">
            {version}
            {card.openCases > 0 && ` · ${t('running', { n: card.openCases })}`}
          </span>
          {card.version > 0 && (
            <Button size="small" aria-label={t('versionsOf', { name })} onClick={() => setPast(true)}>
              {t('versions')}
            </Button>
          )}
          {!open && (
            <CanButton
              can={card.can.save}
              size="small"
              aria-label={t('editOf', { name })}
              onClick={() => setOpen(true)}
            >
              {t('edit')}
            </CanButton>
          )}
        </span>
      }
    >
      {card.problems.length > 0 && (
        <FaultList type="warning" title={t('toCorrect')} faults={card.problems} nodes={card.spec.nodes} />
      )}
      {!open && (card.owner !== null || card.reviewOn !== null) && (
        <p className="bw-soft bw-row bw-wrap">
          {card.owner && t('ownedBy', { name: card.owner.name })}
          {card.reviewOn && (
            <span>
              {t('reviewOn')} <Day day={card.reviewOn} />
            </span>
          )}
          {card.isReviewDue && <span className="bw-tag bw-tag-warn">{t('reviewDue')}</span>}
        </p>
      )}
      {open ? (
        <FlowDesigner card={card} onClose={() => setOpen(false)} />
      ) : (
        <FlowWords nodes={card.spec.nodes} />
      )}
      {past && <Versions card={card} onClose={() => setPast(false)} />}
    </Panel>
  )
}

/** Every version whole; a running case keeps the one it began with. */
function Versions({ card, onClose }: { card: FlowCard; onClose: () => void }) {
  const t = useText(flowsText)
  const { data } = useLater(flowHistory, { params: { kind: card.kind } })
  return (
    <Dialog open title={t('versions')} footer={null} width={720} onCancel={onClose}>
      <div className="bw-stack">
        {(data?.items ?? []).map(({ version, at, by, spec }) => (
          <section key={version}>
            <strong>{version === 0 ? t('shipped') : t('version', { n: version })}</strong>{' '}
            <span className="bw-muted">
              {at !== null && <Moment at={at} />} {by}
            </span>
            <FlowWords nodes={spec.nodes} />
          </section>
        ))}
      </div>
    </Dialog>
  )
}
