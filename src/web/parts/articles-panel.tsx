import { articlesBeside } from '../../api/knowledge.ts'
import type { LinkKind } from '../../core/knowledge/article.ts'
import { knowledgeText } from '../../text/web/knowledge.ts'
import { useLater } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay } from '../session.tsx'
import { useText } from '../ui/language.tsx'
import { Panel } from '../ui/page-head.tsx'
import { TextLink } from '../ui/url.tsx'
import './parts.css'

const SHOWN = 5

/** What the company knows about this, beside the work it helps with (C193); nothing when there is nothing. */
export function ArticlesPanel({ kind, target }: { kind: LinkKind; target: string }) {
  const t = useText(knowledgeText)
  const may = useMay()
  const { data } = useLater(articlesBeside, {
    query: { kind, target },
    enabled: may('article.read'),
  })
  if (!data || data.items.length === 0) return null
  return (
    <Panel title={t('beside')}>
      <ul className="biz-articles">
        {data.items.slice(0, SHOWN).map((article) => (
          <li key={article.id}>
            <TextLink href={paths.article(article.id)}>{article.title}</TextLink>
            <span className="bw-tag">{t(`kind_${article.kind}`)}</span>
            <span className="bw-soft bw-block">{article.excerpt}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
