import { DownOutlined } from '@ant-design/icons'
import { App, Button, Dropdown, type MenuProps } from 'antd'
import { useState } from 'react'
import { deleteView, listViews, type SavedView, updateView } from '../../api/lists.ts'
import type { ListName } from '../../core/list/list-fields.ts'
import { applyView, isSameView, viewValues } from '../../core/list/saved-view.ts'
import { listsText } from '../../text/web/lists.ts'
import { useLater, useSend } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { useText } from '../ui/language.tsx'
import { laterOpened } from '../ui/later.tsx'
import { useRefusalSentence } from '../ui/refusal.tsx'
import { useUrl } from '../ui/url.tsx'

const ViewForm = laterOpened(async () => (await import('./list-view-form.tsx')).ViewForm)

type Asking = 'new' | 'edit' | 'remove' | null

/** What people look at again and again, by a name: one's own views and those others share. */
export function ListViews({ list }: { list: ListName }) {
  const t = useText(listsText)
  const { message } = App.useApp()
  const sentence = useRefusalSentence()
  const { values, set } = useUrl()
  const [asking, setAsking] = useState<Asking>(null)
  const { data } = useLater(listViews, { query: { list } })
  const views = data?.items ?? []
  const now = viewValues(list, values)
  const view = views.find((one) => one.id === values['saved'])
  const changed = view !== undefined && !isSameView(view.values, now)
  const removing = useSend(deleteView, { refresh: [listViews], onDone: () => settle('removed') })
  const updating = useSend(updateView, { refresh: [listViews], onDone: () => settle('saved') })
  const settle = (word: 'saved' | 'removed') => {
    setAsking(null)
    if (word === 'removed') set({ saved: undefined })
    void message.success(t(word))
  }
  const keep = (one: SavedView) =>
    updating.mutate(
      {
        params: { id: one.id },
        body: { name: one.name, share: one.share, values: now },
        ifMatch: one.version,
      },
      { onError: (error) => void message.error(sentence(error)) },
    )
  const onClick: NonNullable<MenuProps['onClick']> = ({ key }) => {
    const chosen = views.find((one) => one.id === key)
    if (chosen) set({ ...applyView(list, chosen.values), saved: chosen.id })
    else if (key === 'reset') set({ ...applyView(list, {}), saved: undefined })
    else if (key === 'update' && view) keep(view)
    else setAsking(key as Asking)
  }
  const items = useMenu(views, { view, changed, isPlain: Object.keys(now).length === 0 })
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items, onClick, selectedKeys: view ? [view.id] : [] }}>
        <Button type={view ? 'primary' : 'default'} ghost={view !== undefined}>
          {view ? t(changed ? 'viewChanged' : 'viewNow', { name: view.name }) : t('views')}
          <DownOutlined />
        </Button>
      </Dropdown>
      <ViewForm
        list={list}
        open={asking === 'new' || asking === 'edit'}
        view={asking === 'edit' ? view : undefined}
        values={asking === 'edit' && view ? view.values : now}
        share={data?.share}
        onClose={() => setAsking(null)}
        onSaved={(id) => {
          setAsking(null)
          set({ saved: id })
          void message.success(t('saved'))
        }}
      />
      <Confirm
        open={asking === 'remove' && view !== undefined}
        title={t('removeTitle', { name: view?.name ?? '' })}
        text={t(view?.share === 'none' ? 'removeText' : 'removeShared')}
        okText={t('remove')}
        danger
        busy={removing.isPending}
        error={removing.error}
        onOk={() => view && removing.mutate({ params: { id: view.id } })}
        onCancel={() => setAsking(null)}
      />
    </>
  )
}

type Now = { view: SavedView | undefined; changed: boolean; isPlain: boolean }

function useMenu(
  views: readonly SavedView[],
  { view, changed, isPlain }: Now,
): NonNullable<MenuProps['items']> {
  const t = useText(listsText)
  const mine = views.filter((one) => one.isMine)
  const shared = views.filter((one) => !one.isMine)
  const group = (key: string, label: string, of: readonly SavedView[]) =>
    of.length === 0
      ? []
      : [
          {
            key,
            type: 'group' as const,
            label,
            children: of.map((one) => ({
              key: one.id,
              label: one.isMine ? one.name : t('byOwner', { name: one.name, owner: one.ownerName }),
            })),
          },
        ]
  const mayChange = view?.can.change === true
  return [
    ...(views.length === 0 ? [{ key: 'none', label: t('noViews'), disabled: true }] : []),
    ...group('mine', t('mine'), mine),
    ...group('shared', t('shared'), shared),
    { key: 'line', type: 'divider' as const },
    ...(view && changed && mayChange ? [{ key: 'update', label: t('update', { name: view.name }) }] : []),
    { key: 'new', label: t('saveAs') },
    ...(mayChange
      ? [
          { key: 'edit', label: t('rename') },
          { key: 'remove', label: t('remove'), danger: true },
        ]
      : []),
    ...(view || !isPlain ? [{ key: 'reset', label: t('reset') }] : []),
  ]
}
