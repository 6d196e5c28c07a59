import { EditOutlined } from '@ant-design/icons'
import { useParams } from '@tanstack/react-router'
import { Alert, App, Button } from 'antd'
import { useState } from 'react'
import { confirmReading, getArticle, listArticles, retireArticle } from '../../../api/knowledge.ts'
import { knowledgeText } from '../../../text/web/knowledge.ts'
import { fromUrl, useData, useLater, useSend } from '../../api.ts'
import { ArticleBody } from '../../parts/article-body.tsx'
import { FilesPanel } from '../../parts/files-panel.tsx'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Moment } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { listMark, useBoth, useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { Facts, PageHead, Panel } from '../../ui/page-head.tsx'
import { TextLink, useUrl } from '../../ui/url.tsx'
import { HistoryPanel } from './history-panel.tsx'
import type { Article } from './queries.ts'
import { ReadingPanel } from './reading-panel.tsx'

const PublishDialog = later(async () => (await import('./publish-dialog.tsx')).PublishDialog)

const ArticleDrawer = later(async () => (await import('./article-drawer.tsx')).ArticleDrawer)

/** One article: the words, who reads it and has confirmed it, and how it came to say this (C193). */
export function ArticlePage() {
  const t = useText(knowledgeText)
  const { id } = useParams({ strict: false }) as { id: string }
  const { values } = useUrl()
  const article = useData(getArticle, { params: { id }, query: fromUrl(getArticle, values) })
  return (
    <>
      <PageHead
        back={{ href: paths.knowledge(), label: t('back') }}
        title={
          <span className="bw-row bw-wrap">
            {article.title}
            <span className="bw-tag">{t(`kind_${article.kind}`)}</span>
            {article.isRetired && <span className="bw-tag">{t('retired')}</span>}
          </span>
        }
        note={<Note article={article} />}
        actions={<Actions article={article} />}
      />
      <Which article={article} />
      <ToConfirm article={article} />
      <div className="bw-grid-2">
        <div>
          <Panel>
            <ArticleBody body={article.body} />
          </Panel>
        </div>
        <div>
          <ReadingPanel article={article} />
          <FilesPanel
            record={{ recordKind: 'article', recordId: article.id }}
            mayChange={article.can.arrange === true}
          />
          <Shown article={article} />
          <HistoryPanel article={article} />
        </div>
      </div>
    </>
  )
}

function Note({ article }: { article: Article }) {
  const t = useText(knowledgeText)
  return (
    <>
      {t('by', { name: article.author.name })}
      {article.number !== null && (
        <>
          {' · '}
          {t('publishedAt', { n: article.number })} <Moment at={article.publishedAt} />
        </>
      )}
    </>
  )
}

function Actions({ article }: { article: Article }) {
  const t = useText(knowledgeText)
  const [open, setOpen] = useState<'edit' | 'publish' | 'retire' | null>(null)
  const close = () => setOpen(null)
  const retire = useSend(retireArticle, { refresh: [getArticle, listArticles], onDone: close })
  // What is written on is the working text, whichever version is on the screen.
  const { data: working } = useLater(getArticle, {
    params: { id: article.id },
    query: { version: 'draft' },
    enabled: open === 'edit',
  })
  if (article.can.edit === 'forbidden' || article.can.edit === 'not_article_author') return null
  const setRetired = (isRetired: boolean) =>
    retire.mutate({ params: { id: article.id }, ifMatch: article.version, body: { isRetired } })
  return (
    <>
      {article.isRetired ? (
        <CanButton can={article.can.retire} loading={retire.isPending} onClick={() => setRetired(false)}>
          {t('restore')}
        </CanButton>
      ) : (
        <>
          <CanButton can={article.can.retire} onClick={() => setOpen('retire')}>
            {t('retire')}
          </CanButton>
          <CanButton can={article.can.edit} icon={<EditOutlined />} onClick={() => setOpen('edit')}>
            {t('edit')}
          </CanButton>
          <CanButton can={article.can.publish} type="primary" onClick={() => setOpen('publish')}>
            {t('publish')}
          </CanButton>
        </>
      )}
      {open === 'edit' && working?.version === article.version && (
        <ArticleDrawer article={working} onClose={close} />
      )}
      {open === 'publish' && <PublishDialog article={article} onClose={close} />}
      <Confirm
        open={open === 'retire'}
        title={t('retireTitle')}
        text={t('retireText')}
        okText={t('retire')}
        danger
        busy={retire.isPending}
        error={retire.error}
        onOk={() => setRetired(true)}
        onCancel={close}
      />
    </>
  )
}

/** Which text this is, when it is not the one that readers see. */
function Which({ article }: { article: Article }) {
  const t = useText(knowledgeText)
  const toCurrent = article.number !== null && (
    <TextLink href={paths.article(article.id)}>{t('toCurrent')}</TextLink>
  )
  if (article.shown === null) {
    const words =
      article.number === null ? t('workingNone') : t('working', { now: t('version', { n: article.number }) })
    if (article.number !== null && !article.isChanged) return null
    return <Alert type="warning" showIcon title={words} action={toCurrent} className="biz-article-note" />
  }
  if (article.shown !== article.number) {
    return (
      <Alert
        type="info"
        showIcon
        title={t('older', { n: article.shown })}
        action={toCurrent}
        className="biz-article-note"
      />
    )
  }
  if (!article.isChanged || article.can.edit !== true) return null
  return (
    <p>
      <TextLink href={paths.article(article.id, { version: 'draft' })}>{t('toWorking')} ›</TextLink>
    </p>
  )
}

function ToConfirm({ article }: { article: Article }) {
  const t = useText(knowledgeText)
  const { message } = App.useApp()
  const number = article.number
  const send = useSend(confirmReading, {
    refresh: [getArticle, listArticles],
    onDone: () => void message.success(t('confirmThanks', { n: number ?? 0 })),
  })
  if (article.can.confirm !== true || number === null || article.shown !== number) return null
  return (
    <div className="biz-article-confirm">
      <span>
        {t('confirmBar')} {article.confirmBy && t('toConfirmBy', { day: article.confirmBy })}
      </span>
      <Button
        type="primary"
        loading={send.isPending}
        onClick={() => send.mutate({ params: { id: article.id }, body: { number } })}
      >
        {t('confirm')}
      </Button>
      <ErrorNote error={send.error} />
    </div>
  )
}

function Shown({ article }: { article: Article }) {
  const t = useText(knowledgeText)
  const both = useBoth()
  const items = [
    {
      label: t('readers'),
      value: article.departments.length === 0 ? t('everybody') : article.departments.join(listMark()),
    },
    ...article.links.map((link) => ({ label: t(`linkKind_${link.kind}`), value: both(link.label) })),
  ]
  return (
    <Panel title={t('links')}>
      <Facts items={items} />
    </Panel>
  )
}
