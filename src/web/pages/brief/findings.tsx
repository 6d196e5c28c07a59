import type { getBriefPage } from '../../../api/brief.ts'
import { briefText } from '../../../text/web/brief.ts'
import type { ReplyOf } from '../../api.ts'
import { paths } from '../../paths.ts'
import { listMark, useBoth, useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { TextLink } from '../../ui/url.tsx'

type Found = NonNullable<ReplyOf<typeof getBriefPage>['findings']>

/** Which of last week's figures stand out although so many are watched, the least likely first. */
export function Findings({ findings }: { findings: Found }) {
  const t = useText(briefText)
  const { weekFrom, tested, items, q } = findings
  return (
    <Panel title={t('findings')} flush>
      <div className="bw-brief-list">
        <p className="bw-brief-line bw-muted">
          {t(items.length > 0 ? 'findingsNote' : 'findingsNone', {
            from: weekFrom.slice(5),
            n: tested,
            share: Math.round(q * 100),
          })}
        </p>
        {items.map((item) => (
          <Finding key={`${item.ruleCode}:${item.subjectId}`} item={item} />
        ))}
      </div>
    </Panel>
  )
}

function Finding({ item }: { item: Found['items'][number] }) {
  const t = useText(briefText)
  const both = useBoth()
  const also = item.also ?? []
  const href = item.alertId ? paths.alert(item.alertId) : paths.rules()
  return (
    <TextLink href={href} className="bw-brief-row">
      <span className="bw-brief-words">
        <span className="bw-row bw-wrap">
          <strong>{item.label}</strong>
          {item.mode === 'trial' && <span className="bw-tag bw-tag-warn">{t('trialTag')}</span>}
        </span>
        <span className="bw-soft">{both(item.sentence)}</span>
        {also.length > 0 && (
          <span className="bw-muted">{t('findingAlso', { names: also.join(listMark()) })}</span>
        )}
      </span>
      <span className="bw-brief-side">
        <small className="bw-muted">{oneIn(t, item.p)}</small>
      </span>
    </TextLink>
  )
}

/** How often such a week comes by chance, in the words people use for it. */
function oneIn(t: ReturnType<typeof useText<keyof (typeof briefText)['zh']>>, p: number): string {
  const weeks = Math.round(1 / Math.max(p, 0.0001))
  return p < 0.0001 ? t('findingRare') : t('findingChance', { n: weeks })
}
