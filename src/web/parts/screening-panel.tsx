import { Button } from 'antd'
import { useState } from 'react'
import { customerScreening } from '../../api/screening.ts'
import { screeningText } from '../../text/web/screening.ts'
import { type ReplyOf, useLater } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay } from '../session.tsx'
import { CanButton } from '../ui/can-button.tsx'
import { useText } from '../ui/language.tsx'
import { Panel } from '../ui/page-head.tsx'
import { TextLink, useAsOf } from '../ui/url.tsx'
import './credit.css'
import { laterOpened } from '../ui/later.tsx'

const FileDrawer = laterOpened(async () => (await import('./screening-drawers.tsx')).FileDrawer)
const DecideDrawer = laterOpened(async () => (await import('./screening-drawers.tsx')).DecideDrawer)

type Screening = ReplyOf<typeof customerScreening>

/** What is known of the company, from where and by whom, and the decision that binds [C003–C006]. */
export function ScreeningPanel({ customerId }: { customerId: string }) {
  const t = useText(screeningText)
  const may = useMay()
  const asOf = useAsOf()
  const [opened, setOpened] = useState<'file' | 'decide' | null>(null)
  const { data } = useLater(customerScreening, {
    params: { id: customerId },
    query: { asOf },
    enabled: may('credit.read'),
  })
  if (!data) return null
  const looked = data.items.filter(({ found }) => found !== null).length
  return (
    <Panel
      title={t('panel')}
      extra={
        <div className="bw-row">
          {may('credit.write') && !asOf && (
            <CanButton size="small" can={data.can.decide} onClick={() => setOpened('decide')}>
              {t('decide')}
            </CanButton>
          )}
          <Button size="small" onClick={() => setOpened('file')}>
            {t('file')}
          </Button>
        </div>
      }
    >
      <Decision screening={data} />
      <p className="bw-soft">{t('looked', { n: looked, all: data.items.length })}</p>
      <FileDrawer
        open={opened === 'file'}
        customerId={customerId}
        screening={data}
        onClose={() => setOpened(null)}
      />
      <DecideDrawer open={opened === 'decide'} customerId={customerId} onClose={() => setOpened(null)} />
    </Panel>
  )
}

function Decision({ screening: { decision, pending } }: { screening: Screening }) {
  const t = useText(screeningText)
  return (
    <>
      {decision ? (
        <p>
          <strong className={decision.admission === 'refuse' ? 'bw-danger' : ''}>
            {t(`admission_${decision.admission}`)}
          </strong>
          <span className="bw-soft bw-near">
            {t('untilBy', { day: decision.expiresOn, by: decision.by ?? '' })}
          </span>
          <span className="bw-soft bw-block">{decision.reason}</span>
        </p>
      ) : (
        <p className="bw-muted">{t('undecided')}</p>
      )}
      {pending && (
        <p className="biz-note">
          <TextLink href={paths.approval(pending)}>{t('waits')}</TextLink>
        </p>
      )}
    </>
  )
}
