import { WarningOutlined } from '@ant-design/icons'
import { qualityFreshness } from '../../api/quality.ts'
import type { SourceName } from '../../core/watch/vital-signs.ts'
import { freshnessText } from '../../text/web/freshness.ts'
import { type ReplyOf, useLater } from '../api.ts'
import { paths } from '../paths.ts'
import { useText } from '../ui/language.tsx'
import { TextLink, useAsOf } from '../ui/url.tsx'
import './parts.css'

type Item = ReplyOf<typeof qualityFreshness>['items'][number]

/**
 * Beside figures that rest on these sources (C208): up to which day they were fed, plainly when one has been
 * quiet for longer than it ever was, and how many of its defects wait. Nothing while it is not known.
 */
export function FreshnessNote({ of }: { of: readonly SourceName[] }) {
  const t = useText(freshnessText)
  const asOf = useAsOf()
  const { data } = useLater(qualityFreshness, { query: asOf ? { asOf } : {} })
  const items = (data?.items ?? []).filter(({ source }) => of.includes(source))
  if (items.length === 0) return null
  const old = items.filter(({ state }) => state === 'old')
  const defects = items.reduce((sum, item) => sum + item.defects, 0)
  return (
    <div className="biz-freshness" role="note" aria-label={t('label')}>
      {old.map((item) => (
        <p key={item.source} className="biz-freshness-old">
          <WarningOutlined /> <Old item={item} />
        </p>
      ))}
      <p className="bw-muted">
        {items
          .filter(({ state }) => state !== 'old')
          .map(({ source, lastOn }) =>
            lastOn === null
              ? t('never', { source: t(source) })
              : t('upTo', { source: t(source), day: lastOn.slice(5) }),
          )
          .join(' · ')}
        {defects > 0 && (
          <TextLink
            href={`${paths.quality({ sources: of.join(',') })}#list`}
            className="biz-freshness-defects"
          >
            {t('defects', { n: defects })}
          </TextLink>
        )}
      </p>
    </div>
  )
}

function Old({ item }: { item: Item }) {
  const t = useText(freshnessText)
  return (
    <span>
      {t('old', {
        source: t(item.source),
        since: item.sinceWorkdays ?? '',
        day: item.lastOn ?? '',
        usual: item.usualWorkdays ?? '',
        longest: item.longestWorkdays ?? '',
      })}
    </span>
  )
}
