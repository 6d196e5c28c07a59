import { App, Checkbox, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import {
  articleReaders,
  articleTargets,
  getArticle,
  listArticles,
  publishArticle,
} from '../../../api/knowledge.ts'
import { ROLES, type Role } from '../../../core/permission.ts'
import { knowledgeText } from '../../../text/web/knowledge.ts'
import { roleText } from '../../../text/web/roles.ts'
import { useLater, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import { useGo } from '../../ui/url.tsx'
import type { Article } from './queries.ts'

const WORKDAYS = 3

/** The next version: what changed, and who has to say that they have read it. */
export function PublishDialog({ article, onClose }: { article: Article; onClose: () => void }) {
  const t = useText(knowledgeText)
  const role = useText(roleText)
  const go = useGo()
  const { message } = App.useApp()
  const { data } = useLater(articleTargets)
  const [note, setNote] = useState('')
  const [roles, setRoles] = useState<Role[]>(article.asking.roles)
  const [departmentIds, setDepartments] = useState(article.asking.departmentIds)
  const [workdays, setWorkdays] = useState(WORKDAYS)
  const [asksAnew, setAnew] = useState(false)
  const asks = roles.length > 0 || departmentIds.length > 0
  const askedBefore = article.asking.roles.length > 0 || article.asking.departmentIds.length > 0
  const send = useSend(publishArticle, {
    refresh: [getArticle, listArticles, articleReaders],
    onDone: ({ asked }) => {
      void message.success(asked > 0 ? t('published', { n: asked }) : t('publishedQuiet'))
      onClose()
      go(paths.article(article.id))
    },
  })
  return (
    <Confirm
      open
      title={t('publishTitle', { n: (article.number ?? 0) + 1 })}
      okText={t('publish')}
      busy={send.isPending}
      error={send.error}
      onCancel={onClose}
      onOk={() =>
        send.mutate({
          params: { id: article.id },
          ifMatch: article.version,
          body: { note: note.trim(), roles, departmentIds, workdays, asksAnew: asks && asksAnew },
        })
      }
    >
      {article.number !== null && (
        <Field label={t('publishNote')} optional>
          <Input
            value={note}
            maxLength={300}
            placeholder={t('publishNoteHint')}
            onChange={({ target }) => setNote(target.value)}
          />
        </Field>
      )}
      <Field label={t('askRoles')} optional>
        <Select
          mode="multiple"
          value={roles}
          options={ROLES.map((one) => ({ value: one, label: role(one) }))}
          onChange={setRoles}
        />
      </Field>
      <Field label={t('askDepartments')} optional>
        <Select
          mode="multiple"
          value={departmentIds}
          loading={!data}
          options={(data?.departments ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={setDepartments}
        />
      </Field>
      {asks && (
        <Field label={t('workdays')}>
          <InputNumber
            min={1}
            max={60}
            precision={0}
            value={workdays}
            onChange={(next) => setWorkdays(next ?? WORKDAYS)}
          />
        </Field>
      )}
      {asks && askedBefore && (
        <Checkbox checked={asksAnew} onChange={({ target }) => setAnew(target.checked)}>
          {t('asksAnew')}
        </Checkbox>
      )}
    </Confirm>
  )
}
