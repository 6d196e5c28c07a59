import { PlusOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { listAbsences, voidAbsence } from '../../../api/people.ts'
import { settingsText } from '../../../text/web/settings.ts'
import { type ReplyOf, useData, useSend } from '../../api.ts'
import { useMay, useSession } from '../../session.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useToday } from '../../ui/today.tsx'
import { AreaHead } from './area-head.tsx'

const AbsenceDrawer = laterOpened(async () => (await import('./absence-drawer.tsx')).AbsenceDrawer)

type Absence = ReplyOf<typeof listAbsences>['items'][number]

/** While somebody is away their alerts go to the backup: never to nobody [C190]. */
export function Absences() {
  const t = useText(settingsText)
  const { message } = App.useApp()
  const { items } = useData(listAbsences)
  const [adding, setAdding] = useState(false)
  const [undoing, setUndoing] = useState<Absence | null>(null)
  const undo = useSend(voidAbsence, {
    onDone: () => {
      setUndoing(null)
      void message.success(t('undone'))
    },
  })
  return (
    <>
      <AreaHead
        title={t('absences')}
        note={t('absencesNote')}
        action={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t('addAbsence')}
          </Button>
        }
      />
      <DataTable
        columns={useColumns(setUndoing)}
        rows={items}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t('absencesNone')} />}
      />
      <AbsenceDrawer open={adding} onClose={() => setAdding(false)} />
      <Confirm
        open={undoing !== null}
        title={t('undoAbsenceTitle', { name: undoing?.userName ?? '' })}
        text={t('undoAbsenceText')}
        okText={t('undo')}
        busy={undo.isPending}
        error={undo.error}
        onOk={() => undoing && undo.mutate({ params: { id: undoing.id } })}
        onCancel={() => setUndoing(null)}
      />
    </>
  )
}

function useColumns(onUndo: (absence: Absence) => void): Column<Absence>[] {
  const t = useText(settingsText)
  const today = useToday()
  const may = useMay()
  const { user } = useSession()
  return [
    { key: 'who', title: t('person'), card: 'title', cell: (row) => <Person name={row.userName} /> },
    { key: 'from', title: t('from'), cell: (row) => <Day day={row.fromDay} near /> },
    { key: 'to', title: t('to'), cell: (row) => <Day day={row.toDay} /> },
    {
      key: 'backup',
      title: t('backup'),
      cell: (row) =>
        row.backupName ? (
          <Person name={row.backupName} bare />
        ) : (
          <span className="bw-muted">{t('noBackup')}</span>
        ),
    },
    {
      key: 'reason',
      title: t('reasonLabel'),
      cell: (row) => row.reason || null,
    },
    {
      key: 'state',
      title: t('status'),
      card: 'side',
      cell: (row) => {
        if (row.toDay < today) return <span className="bw-muted">{t('past')}</span>
        if (row.fromDay > today) return <span className="bw-tag">{t('coming')}</span>
        return <span className="bw-tag bw-tag-warn">{t('now')}</span>
      },
    },
    {
      key: 'undo',
      title: '',
      align: 'right',
      cell: (row) =>
        row.toDay >= today && (may('person.write') || row.userId === user.id) ? (
          <Button size="small" type="link" className="biz-quiet" onClick={() => onUndo(row)}>
            {t('undo')}
          </Button>
        ) : null,
    },
  ]
}
