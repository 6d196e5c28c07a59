import { App, Button, Checkbox, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { listPaths, savePath } from '../../../api/onboarding.ts'
import { FIRST_FIGURES, ITEMS_MAX, type ItemKind } from '../../../core/onboarding/path.ts'
import { ROLES, type Role } from '../../../core/permission.ts'
import { onboardingText } from '../../../text/web/onboarding.ts'
import { roleText } from '../../../text/web/roles.ts'
import { type BodyOf, type ReplyOf, randomKey, useData, useSend } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import { AreaHead } from './area-head.tsx'
import '../../parts/parts.css'

type Item = BodyOf<typeof savePath>['items'][number]
type Articles = ReplyOf<typeof listPaths>['articles']

/** One path for each role: what is read, done and reached in the first weeks (C194). */
export function Onboarding() {
  const t = useText(onboardingText)
  const names = useText(roleText)
  const { paths, articles, can } = useData(listPaths)
  const [role, setRole] = useState<Role>('rep')
  const path = paths.find((one) => one.role === role)
  return (
    <>
      <AreaHead title={t('settingsTitle')} note={t('settingsNote')} />
      <div className="bw-stack">
        <Field label={t('pathOf')}>
          <Select
            value={role}
            className="bw-filter-select"
            options={ROLES.map((one) => ({ value: one, label: names(one) }))}
            onChange={setRole}
          />
        </Field>
        <PathForm
          key={`${role}-${path?.version ?? 0}`}
          role={role}
          path={path ?? { isOn: true, items: [], version: 0, walking: 0 }}
          articles={articles}
          can={can.save}
        />
      </div>
    </>
  )
}

type FormProps = {
  role: Role
  path: Pick<ReplyOf<typeof listPaths>['paths'][number], 'isOn' | 'items' | 'version' | 'walking'>
  articles: Articles
  can: true | string
}

function PathForm({ role, path, articles, can }: FormProps) {
  const t = useText(onboardingText)
  const { message } = App.useApp()
  const [isOn, setOn] = useState(path.isOn)
  const [items, setItems] = useState<Item[]>(path.items)
  const save = useSend(savePath, {
    refresh: [listPaths],
    onDone: ({ version }) => void message.success(t('saved', { n: version })),
  })
  const change = (id: string, part: Partial<Item>) =>
    setItems(items.map((item) => (item.id === id ? { ...item, ...part } : item)))
  const add = (kind: ItemKind) => setItems([...items, freshItem(kind)])
  const moveUp = (index: number) => setItems(items.toSpliced(index - 1, 2, items[index]!, items[index - 1]!))
  const adding = [
    ['read', 'addRead'],
    ['do', 'addDo'],
    ['reach', 'addReach'],
  ] as const
  return (
    <>
      <p className="bw-row bw-wrap">
        <Checkbox checked={isOn} onChange={({ target }) => setOn(target.checked)}>
          {t('isOn')}
        </Checkbox>
        {path.walking > 0 && <span className="bw-muted">{t('walking', { n: path.walking })}</span>}
      </p>
      {items.length === 0 && <p className="bw-soft">{t('noPath')}</p>}
      {items.map((item, index) => (
        <div key={item.id} className="biz-path-item">
          <ItemFields item={item} articles={articles} onChange={(part) => change(item.id, part)} />
          <span className="bw-row">
            <Button size="small" type="text" disabled={index === 0} onClick={() => moveUp(index)}>
              {t('up')}
            </Button>
            <Button
              size="small"
              type="text"
              onClick={() => setItems(items.filter(({ id }) => id !== item.id))}
            >
              {t('remove')}
            </Button>
          </span>
        </div>
      ))}
      <div className="bw-row bw-wrap">
        {adding.map(([kind, word]) => (
          <Button key={kind} size="small" disabled={items.length >= ITEMS_MAX} onClick={() => add(kind)}>
            {t(word)}
          </Button>
        ))}
      </div>
      <ErrorNote error={save.error} />
      <div>
        <CanButton
          can={can}
          type="primary"
          loading={save.isPending}
          onClick={() => save.mutate({ params: { role }, ifMatch: path.version, body: { isOn, items } })}
        >
          {t('save')}
        </CanButton>
      </div>
    </>
  )
}

type ItemProps = { item: Item; articles: Articles; onChange: (part: Partial<Item>) => void }

function ItemFields({ item, articles, onChange }: ItemProps) {
  const t = useText(onboardingText)
  const known = articles.map(({ id, title }) => ({ value: id, label: title }))
  // One that is for others keeps its place without its name.
  const isHidden = item.articleId !== null && !articles.some(({ id }) => id === item.articleId)
  const choices = isHidden ? [{ value: item.articleId!, label: t('gone') }, ...known] : known
  return (
    <div className="biz-path-fields">
      <span className="bw-tag">{t(`kind_${item.kind}`)}</span>
      {item.kind === 'read' && (
        <Select
          aria-label={t('article')}
          placeholder={t(articles.length === 0 ? 'noArticles' : 'article')}
          value={item.articleId}
          className="biz-path-wide"
          options={choices}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(articleId) => onChange({ articleId })}
        />
      )}
      {item.kind === 'do' && (
        <Input
          aria-label={t('words')}
          placeholder={t('words')}
          value={item.title}
          maxLength={120}
          className="biz-path-wide"
          onChange={({ target }) => onChange({ title: target.value })}
        />
      )}
      {item.kind === 'reach' && (
        <>
          <Select
            aria-label={t('figure')}
            placeholder={t('figure')}
            value={item.figure}
            className="biz-path-wide"
            options={FIRST_FIGURES.map((figure) => ({ value: figure, label: t(`figure_${figure}`) }))}
            onChange={(figure) => onChange({ figure })}
          />
          <InputNumber
            aria-label={t('target')}
            placeholder={t('target')}
            min={1}
            max={10_000}
            precision={0}
            value={item.target}
            onChange={(target) => onChange({ target })}
          />
        </>
      )}
      <span className="bw-row">
        <span className="bw-muted">{t('dueDays')}</span>
        <InputNumber
          aria-label={t('dueDays')}
          min={0}
          max={250}
          precision={0}
          value={item.dueDays}
          onChange={(dueDays) => onChange({ dueDays: dueDays ?? 0 })}
        />
      </span>
    </div>
  )
}

const DUE_DAYS = 5

function freshItem(kind: ItemKind): Item {
  return { id: freshId(), kind, title: '', articleId: null, figure: null, target: null, dueDays: DUE_DAYS }
}

/** An id in the shape of the others; the page is used over plain http too, where browsers make none. */
function freshId(): string {
  const key = randomKey()
  return [
    key.slice(0, 8),
    key.slice(8, 12),
    `4${key.slice(13, 16)}`,
    `8${key.slice(17, 20)}`,
    key.slice(20),
  ].join('-')
}
