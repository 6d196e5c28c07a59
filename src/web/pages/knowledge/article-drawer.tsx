import { App, Form, Input, Select } from 'antd'
import { useState } from 'react'
import {
  articleTargets,
  changeArticle,
  createArticle,
  getArticle,
  listArticles,
} from '../../../api/knowledge.ts'
import { ARTICLE_KINDS, type ArticleKind } from '../../../core/knowledge/article.ts'
import { knowledgeText } from '../../../text/web/knowledge.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { ArticleBody } from '../../parts/article-body.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { paths } from '../../paths.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { useRefusalSentence } from '../../ui/refusal.tsx'
import { useGo } from '../../ui/url.tsx'
import type { Article } from './queries.ts'

type Fields = {
  kind: ArticleKind
  title: string
  body: string
  departmentIds: string[]
  rules: string[]
  stages: string[]
  reasons: string[]
}

/** The working text of an article, beside what it will look like; `article` null: a new one. */
export function ArticleDrawer({ article, onClose }: { article: Article | null; onClose: () => void }) {
  const t = useText(knowledgeText)
  const go = useGo()
  const { message } = App.useApp()
  const refresh = [getArticle, listArticles]
  const done = ({ id }: { id: string }) => {
    void message.success(t('saved'))
    onClose()
    go(paths.article(id, { version: 'draft' }))
  }
  const create = useSend(createArticle, { refresh, onDone: done })
  const change = useSend(changeArticle, { refresh, onDone: done })
  const save = (fields: Fields) => {
    const { rules, stages, reasons, ...written } = fields
    const links = [
      ...rules.map((target) => ({ kind: 'rule' as const, target })),
      ...stages.map((target) => ({ kind: 'stage' as const, target })),
      ...reasons.map((target) => ({ kind: 'lost_reason' as const, target })),
    ]
    if (article === null) create.mutate({ body: { ...written, links } })
    else {
      change.mutate({ params: { id: article.id }, ifMatch: article.version, body: { ...written, links } })
    }
  }
  return (
    <FormDrawer
      open
      onClose={onClose}
      title={t(article === null ? 'write' : 'edit')}
      formId="article-form"
      okText={t('saveDraft')}
      busy={create.isPending || change.isPending}
      width={720}
    >
      <Form<Fields>
        id="article-form"
        layout="vertical"
        requiredMark={false}
        initialValues={fieldsOf(article)}
        onFinish={save}
      >
        <Words />
        <Arrangement can={article === null ? true : article.can.arrange} />
        <ErrorNote error={create.error ?? change.error} />
      </Form>
    </FormDrawer>
  )
}

function fieldsOf(article: Article | null): Fields {
  const targets = (kind: string) =>
    (article?.links ?? []).flatMap((link) => (link.kind === kind ? [link.target] : []))
  return {
    kind: article?.kind ?? 'faq',
    title: article?.title ?? '',
    body: article?.body ?? '',
    departmentIds: article?.departmentIds ?? [],
    rules: targets('rule'),
    stages: targets('stage'),
    reasons: targets('lost_reason'),
  }
}

function Words() {
  const t = useText(knowledgeText)
  const must = [{ required: true, whitespace: true, message: t('required') }]
  const body = Form.useWatch<string | undefined>('body') ?? ''
  const [isShown, setShown] = useState(true)
  return (
    <>
      <Form.Item name="title" label={t('name')} rules={must}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="body" label={t('body')} rules={must} extra={t('bodyHint')}>
        <Input.TextArea maxLength={20_000} autoSize={{ minRows: 8, maxRows: 24 }} />
      </Form.Item>
      {body.trim() !== '' && (
        <details open={isShown} onToggle={({ currentTarget }) => setShown(currentTarget.open)}>
          <summary className="bw-muted">{t('preview')}</summary>
          <div className="biz-article-preview">
            <ArticleBody body={body} />
          </div>
        </details>
      )}
    </>
  )
}

/** Kind, readers and links: of a published article they act at once and are the publisher's. */
function Arrangement({ can }: { can: true | string }) {
  const t = useText(knowledgeText)
  const both = useBoth()
  const sentence = useRefusalSentence()
  const { data } = useLater(articleTargets)
  const isClosed = can !== true
  const many = (name: string, label: string, options: { value: string; label: string }[]) => (
    <Form.Item name={name} label={label}>
      <Select
        mode={name === 'reasons' ? 'tags' : 'multiple'}
        options={options}
        disabled={isClosed}
        loading={!data}
        showSearch={{ optionFilterProp: 'label' }}
      />
    </Form.Item>
  )
  const pipelines = new Set(data?.stages.map(({ pipeline }) => pipeline)).size
  const stageName = (stage: ReplyOf<typeof articleTargets>['stages'][number]) =>
    pipelines > 1 ? `${stage.pipeline} · ${both(stage.title)}` : both(stage.title)
  return (
    <>
      <p className="bw-muted">{can === true ? t('headNow') : sentence({ code: can })}</p>
      <Form.Item name="kind" label={t('kind')}>
        <Select
          disabled={isClosed}
          options={ARTICLE_KINDS.map((kind) => ({ value: kind, label: t(`kind_${kind}`) }))}
        />
      </Form.Item>
      {many('departmentIds', t('departments'), (data?.departments ?? []).map(asOption))}
      {many(
        'rules',
        t('linkRule'),
        (data?.rules ?? []).map(({ code, title }) => ({ value: code, label: both(title) })),
      )}
      {many(
        'stages',
        t('linkStage'),
        (data?.stages ?? []).map((stage) => ({ value: stage.id, label: stageName(stage) })),
      )}
      {many(
        'reasons',
        t('linkReason'),
        (data?.lostReasons ?? []).map((word) => ({ value: word, label: word })),
      )}
    </>
  )
}

function asOption({ id, name }: { id: string; name: string }) {
  return { value: id, label: name }
}
