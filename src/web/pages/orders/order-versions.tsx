import { orderPricesText } from '../../../text/web/order-prices.ts'
import { ContentDiff } from '../../parts/content-diff.tsx'
import { paths } from '../../paths.ts'
import { Moment } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { Money } from '../../ui/money.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { TextLink } from '../../ui/url.tsx'
import type { Order } from './order-steps.ts'

type Version = Order['versions'][number]

/** What the order said before, each version beside the one before it, with why it may leave (C210 C272). */
export function VersionsOfOrder({ order }: { order: Order }) {
  const t = useText(orderPricesText)
  const { versions } = order
  const isPlain = versions.length === 1 && ['history', 'agreed'].includes(versions[0]!.basis ?? '')
  if (isPlain) return null
  return (
    <Panel title={t('versionsTitle')}>
      {versions.map((version, index) => (
        <details key={version.id} className="biz-version" open={index === 0 && versions.length > 1}>
          <summary>
            <span className="bw-row bw-wrap">
              <strong>{t('version', { n: version.number })}</strong>
              <Money fen={version.amountFen} currency={order.currency} />
              <Basis version={version} />
            </span>
          </summary>
          <p className="bw-soft">
            <Moment at={version.at} /> {[version.actorName, version.reason].filter(Boolean).join(' · ')}
          </p>
          <p className="bw-muted">
            {index === versions.length - 1
              ? t('diffFirst')
              : t('diffAgainst', { n: versions[index + 1]!.number })}
          </p>
          <ContentDiff lines={version.diff} unchanged={t('unchanged')} />
        </details>
      ))}
    </Panel>
  )
}

function Basis({ version }: { version: Version }) {
  const t = useText(orderPricesText)
  const { basis, releasedBy, caseId } = version
  if (basis === null) return <span className="bw-tag bw-tag-danger">{t('waiting')}</span>
  const text = t(`basis_${basis}`, { name: releasedBy ?? '' })
  return caseId ? (
    <TextLink href={paths.approval(caseId)}>{text}</TextLink>
  ) : (
    <span className="bw-muted">{text}</span>
  )
}
