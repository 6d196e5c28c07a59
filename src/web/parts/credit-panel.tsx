import { Button, Tooltip } from 'antd'
import { useState } from 'react'
import { customerCredit } from '../../api/credit.ts'
import { creditText } from '../../text/web/credit.ts'
import { useLater } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay } from '../session.tsx'
import { CanButton } from '../ui/can-button.tsx'
import { GradeTag } from '../ui/grade.tsx'
import { useText } from '../ui/language.tsx'
import { laterOpened } from '../ui/later.tsx'
import { Panel } from '../ui/page-head.tsx'
import { TextLink, useAsOf } from '../ui/url.tsx'
import { type Credit, chanceText, type Reason, signed, useFactorWords } from './credit-words.ts'
import { EndOverride } from './end-override.tsx'

const CreditFactorsDrawer = laterOpened(
  async () => (await import('./credit-factors.tsx')).CreditFactorsDrawer,
)
const OverrideDrawer = laterOpened(async () => (await import('./credit-override.tsx')).OverrideDrawer)

/** The rating on the 360° page: grade, three reasons, and one click to everything behind it (C015). */
export function CreditPanel({ customerId }: { customerId: string }) {
  const t = useText(creditText)
  const may = useMay()
  const asOf = useAsOf()
  const [opened, setOpened] = useState<'factors' | 'override' | null>(null)
  const { data: credit } = useLater(customerCredit, {
    params: { id: customerId },
    query: { asOf },
    enabled: may('credit.read'),
  })
  if (!credit) return null
  return (
    <Panel
      title={t('panel')}
      extra={
        <div className="bw-row">
          {may('credit.write') && !asOf && (
            <CanButton size="small" can={credit.can.override} onClick={() => setOpened('override')}>
              {t('override')}
            </CanButton>
          )}
          <Button size="small" onClick={() => setOpened('factors')}>
            {t('all')}
          </Button>
        </div>
      }
    >
      <Head credit={credit} />
      <Held credit={credit} customerId={customerId} />
      <ul className="biz-reasons" aria-label={t('reasonsTitle')}>
        {credit.reasons.map((reason) => (
          <ReasonLine key={JSON.stringify(reason)} reason={reason} credit={credit} />
        ))}
      </ul>
      <CreditFactorsDrawer open={opened === 'factors'} credit={credit} onClose={() => setOpened(null)} />
      <OverrideDrawer
        open={opened === 'override'}
        customerId={customerId}
        credit={credit}
        onClose={() => setOpened(null)}
      />
    </Panel>
  )
}

function Head({ credit }: { credit: Credit }) {
  const t = useText(creditText)
  return (
    <div className="biz-grade-head">
      <GradeTag grade={credit.grade} big />
      <span>
        <strong className="bw-num">{t('panelScore', { score: credit.score })}</strong>
        <span className="bw-near bw-muted">{t(`confidence_${credit.confidence}`)}</span>
        <span className="bw-soft bw-block">
          {t('basedOn', { n: credit.matured, pct: `${Math.round(credit.credibilityBp / 100)}%` })}
        </span>
        <Tooltip title={t('defaultWhy')}>
          <span className="bw-soft bw-block">
            {t('defaultChance', { pct: chanceText(credit.defaultBp) })}
          </span>
        </Tooltip>
      </span>
    </div>
  )
}

function Held({ credit, customerId }: { credit: Credit; customerId: string }) {
  const t = useText(creditText)
  const may = useMay()
  const { override, pending } = credit
  if (pending) {
    return (
      <p className="biz-note">
        <TextLink href={paths.approval(pending.approvalId)}>
          {t('overrideWaits', { grade: pending.grade })}
        </TextLink>
      </p>
    )
  }
  if (!override) return null
  return (
    <p className="biz-note">
      {t('overrideHeld', { grade: override.grade, day: override.expiresOn, by: override.by ?? '' })}
      <span className="bw-soft bw-block">{override.reason}</span>
      {may('credit.decide') && <EndOverride customerId={customerId} can={credit.can.endOverride} />}
    </p>
  )
}

function ReasonLine({ reason, credit }: { reason: Reason; credit: Credit }) {
  const t = useText(creditText)
  const words = useFactorWords()
  if ('stop' in reason) {
    return (
      <li className="biz-reason biz-reason-bad">
        <strong>{t(`stop_${reason.stop}`)}</strong>
        <span className="bw-soft bw-block">{t('stopNote')}</span>
      </li>
    )
  }
  const factor = credit.factors.find((one) => one.key === reason.factor)
  return (
    <li className={`biz-reason ${reason.impact < 0 ? 'biz-reason-bad' : 'biz-reason-good'}`}>
      <span className="biz-reason-line">
        <strong>{t(`factor_${reason.factor}`)}</strong>
        <span className={`bw-num ${reason.impact < 0 ? 'bw-danger' : 'bw-good'}`}>
          {t('points', { n: signed(reason.impact) })}
        </span>
      </span>
      {factor && <span className="bw-soft bw-block">{words(factor)}</span>}
    </li>
  )
}
