import { PlusOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { ARTICLE_VIEWS, listArticles } from '../../../api/knowledge.ts'
import { ARTICLE_KINDS } from '../../../core/knowledge/article.ts'
import { knowledgeText } from '../../../text/web/knowledge.ts'
import { type ReplyOf, useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Moment } from '../../ui/day.tsx'
import { FilterBar, UrlSearch, UrlSelect, UrlTabs } from '../../ui/filters.tsx'
import { listMark, useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import { ARTICLES_PAGE_SIZE, articlesQuery } from './queries.ts'
import '../../parts/parts.css'

const ArticleDrawer = later(async () => (await import('./article-drawer.tsx')).ArticleDrawer)

type Row = ReplyOf<typeof listArticles>['items'][number]

/** What the company knows: written by everybody, published by a few, found by two characters (C193). */
export function KnowledgePage() {
  const t = useText(knowledgeText)
  const may = useMay()
  const { values } = useUrl()
  const { items, total, counts, can } = useData(listArticles, { query: articlesQuery(values) })
  const [writing, setWriting] = useState(false)
  const counted = { asked: counts.asked, drafts: counts.drafts } as Record<string, number>
  const views = ARTICLE_VIEWS.filter((view) => may('article.write') || !['drafts', 'mine'].includes(view))
  const create = (
    <CanButton can={can.write} type="primary" icon={<PlusOutlined />} onClick={() => setWriting(true)}>
      {t('write')}
    </CanButton>
  )
  return (
    <>
      <PageHead title={t('title')} note={t('note')} actions={can.write === true && create} />
      <FilterBar>
        <UrlSearch name="text" label={t('search')} />
        <UrlSelect
          name="kind"
          label={t('allKinds')}
          options={ARTICLE_KINDS.map((kind) => ({ value: kind, label: t(`kind_${kind}`) }))}
        />
        <UrlTabs
          name="view"
          fallback="published"
          options={views.map((view) => ({
            value: view,
            label: counted[view] ? `${t(`view_${view}`)} ${counted[view]}` : t(`view_${view}`),
          }))}
        />
      </FilterBar>
      <DataTable
        columns={useColumns()}
        rows={items}
        total={total}
        pageSize={ARTICLES_PAGE_SIZE}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.article(row.id)}
        rowTone={(row) => (row.isRetired ? 'muted' : undefined)}
        empty={
          <Nothing isFiltered={Boolean(values.text || values.kind)} view={values.view} action={create} />
        }
      />
      {writing && <ArticleDrawer article={null} onClose={() => setWriting(false)} />}
    </>
  )
}

function Nothing(props: { isFiltered: boolean; view: string | undefined; action: React.ReactNode }) {
  const t = useText(knowledgeText)
  if (props.isFiltered) return <EmptyState title={t('noneFound')} text={t('noneFoundText')} />
  if (props.view === 'asked') return <EmptyState title={t('noneAsked')} />
  if (props.view !== undefined) return <EmptyState title={t('noneFound')} />
  return <EmptyState title={t('none')} text={t('noneText')} action={props.action} />
}

function useColumns(): Column<Row>[] {
  const t = useText(knowledgeText)
  return [
    {
      key: 'name',
      title: t('name'),
      card: 'title',
      cell: (row) => (
        <span className="biz-article-line">
          <span className="bw-row bw-wrap">
            <TextLink href={paths.article(row.id)}>{row.title}</TextLink>
            {row.number === null && <span className="bw-tag bw-tag-warn">{t('draft')}</span>}
            {row.number !== null && row.isChanged && <span className="bw-tag">{t('changed')}</span>}
            {row.isRetired && <span className="bw-tag">{t('retired')}</span>}
            {row.asked === 'open' && <span className="bw-tag bw-tag-accent">{t('toConfirm')}</span>}
          </span>
          <small className="bw-soft">{row.excerpt}</small>
        </span>
      ),
    },
    { key: 'kind', title: t('kind'), card: 'side', cell: (row) => t(`kind_${row.kind}`) },
    {
      key: 'readers',
      title: t('readers'),
      cell: (row) => (row.departments.length === 0 ? t('everybody') : row.departments.join(listMark())),
    },
    {
      key: 'author',
      title: t('author'),
      card: 'hide',
      cell: (row) => row.author.name,
    },
    {
      key: 'updated',
      title: t('updated'),
      card: 'foot',
      cell: (row) => (
        <span className="bw-muted">
          {row.number !== null && `${t('version', { n: row.number })} · `}
          <Moment at={row.publishedAt ?? row.updatedAt} />
        </span>
      ),
    },
  ]
}
