import { Button } from 'antd'
import { useState } from 'react'
import { getArticle } from '../../../api/knowledge.ts'
import { compareTexts } from '../../../core/knowledge/compare.ts'
import { knowledgeText } from '../../../text/web/knowledge.ts'
import { useLater } from '../../api.ts'
import { ContentDiff } from '../../parts/content-diff.tsx'
import { paths } from '../../paths.ts'
import { Moment } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { TextLink } from '../../ui/url.tsx'
import type { Article } from './queries.ts'

/** Every version that was published, and word by word what it changed. */
export function HistoryPanel({ article }: { article: Article }) {
  const t = useText(knowledgeText)
  const [compared, setCompared] = useState<number | null>(null)
  if (article.versions.length === 0) return null
  // Readers are told of the version in force only; whoever writes compares it with those before.
  const oldest = article.versions.at(-1)!.number
  return (
    <Panel title={t('history')}>
      <ul className="biz-articles">
        {article.versions.map((version) => (
          <li key={version.number}>
            <span className="bw-row bw-wrap">
              <TextLink href={paths.article(article.id, { version: version.number })}>
                {t('version', { n: version.number })}
              </TextLink>
              {version.asksAnew && <span className="bw-tag">{t('asksAgain')}</span>}
              <span className="bw-muted">
                {version.by} <Moment at={version.at} />
              </span>
              {version.number > oldest && (
                <Button
                  type="link"
                  size="small"
                  onClick={() => setCompared(compared === version.number ? null : version.number)}
                >
                  {t(compared === version.number ? 'hideCompare' : 'compare')}
                </Button>
              )}
            </span>
            <span className="bw-soft bw-block">
              {version.number === 1 ? t('firstVersion') : version.note}
            </span>
            {compared === version.number && <Compared id={article.id} number={version.number} />}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Compared({ id, number }: { id: string; number: number }) {
  const t = useText(knowledgeText)
  const { data: before } = useLater(getArticle, { params: { id }, query: { version: number - 1 } })
  const { data: after } = useLater(getArticle, { params: { id }, query: { version: number } })
  if (!before || !after) return null
  return <ContentDiff lines={compareTexts(before, after)} unchanged={t('same')} />
}
