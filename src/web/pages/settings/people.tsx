import { EllipsisOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Dropdown } from 'antd'
import { useState } from 'react'
import { exportPeople } from '../../../api/list-exports.ts'
import { admitPeople, listPeople } from '../../../api/people.ts'
import { roleText } from '../../../text/web/roles.ts'
import { settingsText } from '../../../text/web/settings.ts'
import { startText } from '../../../text/web/start.ts'
import { type ReplyOf, useData, useSend } from '../../api.ts'
import { useExportHref } from '../../parts/export-href.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { Person } from '../../ui/person.tsx'
import { AreaHead } from './area-head.tsx'
import type { OneTimeLink } from './link-dialog.tsx'
import type { PersonRow } from './rows.ts'

const LinkDialog = laterOpened(async () => (await import('./link-dialog.tsx')).LinkDialog, 'link')
const LinksDialog = laterOpened(
  async () => (await import('../../parts/people-paste.tsx')).LinksDialog,
  'admitted',
)
const ResetDialog = laterOpened(async () => (await import('./reset-dialog.tsx')).ResetDialog, 'person')
const LeaveDialog = laterOpened(async () => (await import('./leave-dialog.tsx')).LeaveDialog, 'person')

const PeoplePaste = laterOpened(async () => (await import('../../parts/people-paste.tsx')).PeoplePaste)
const PersonDrawer = laterOpened(async () => (await import('./person-drawer.tsx')).PersonDrawer)

type Doing =
  | { what: 'edit' | 'reset' | 'leave' | 'letIn'; person: PersonRow }
  | { what: 'add' | 'paste' }
  | null

export function People() {
  const t = useText(settingsText)
  const start = useText(startText)
  const { items, can } = useData(listPeople)
  const exportHref = useExportHref(exportPeople)
  const [doing, setDoing] = useState<Doing>(null)
  const [link, setLink] = useState<OneTimeLink | null>(null)
  const [leftToo, setLeftToo] = useState(false)
  const anyLeft = items.some((person) => person.status === 'inactive')
  const rows = items.filter((person) => leftToo || person.status !== 'inactive')
  const close = () => setDoing(null)
  const show = (made: OneTimeLink) => {
    close()
    setLink(made)
  }
  const [admitted, setAdmitted] = useState<ReplyOf<typeof admitPeople> | null>(null)
  const admit = useSend(admitPeople, { refresh: [listPeople], onDone: setAdmitted })
  const act = (next: Doing) => {
    if (next?.what === 'letIn') admit.mutate({ body: { people: [wantedOf(next.person)] } })
    else setDoing(next)
  }
  const picked = doing !== null && 'person' in doing ? doing.person : null
  return (
    <>
      <AreaHead
        title={t('people')}
        note={t('peopleNote')}
        action={
          <span className="bw-row">
            <CanButton can={can.write} onClick={() => setDoing({ what: 'paste' })}>
              {start('peopleAct')}
            </CanButton>
            <CanButton
              can={can.write}
              type="primary"
              icon={<PlusOutlined />}
              onClick={() => setDoing({ what: 'add' })}
            >
              {t('addPerson')}
            </CanButton>
          </span>
        }
      />
      <DataTable
        columns={useColumns(can.write === true ? act : null)}
        rows={rows}
        rowKey={(row) => row.id}
        exportHref={exportHref}
        rowTone={(row) => (row.status === 'active' ? undefined : 'muted')}
        empty={null}
        toolbar={
          anyLeft && (
            <Checkbox checked={leftToo} onChange={(event) => setLeftToo(event.target.checked)}>
              {t('showLeft')}
            </Checkbox>
          )
        }
      />
      <PersonDrawer
        open={doing?.what === 'add' || doing?.what === 'edit'}
        person={picked}
        onClose={close}
        onLink={show}
      />
      <ResetDialog person={doing?.what === 'reset' ? picked : null} onClose={close} onLink={show} />
      <LeaveDialog person={doing?.what === 'leave' ? picked : null} onClose={close} />
      <ErrorNote error={admit.error} />
      <PeoplePaste open={doing?.what === 'paste'} onClose={close} />
      <LinksDialog admitted={admitted} onClose={() => setAdmitted(null)} />
      <LinkDialog link={link} onClose={() => setLink(null)} />
    </>
  )
}

/** A name out of a ledger becomes a user as it stands; what is wrong about it is edited afterwards. */
function wantedOf({ name, roles, staffNo, departmentName, login }: PersonRow) {
  return { name, roles, staffNo, departmentName, login }
}

function useColumns(onDo: ((doing: Doing) => void) | null): Column<PersonRow>[] {
  const t = useText(settingsText)
  const roles = useText(roleText)
  const columns: Column<PersonRow>[] = [
    {
      key: 'name',
      title: t('name'),
      card: 'title',
      cell: (row) => (
        <span className="bw-row bw-wrap">
          <Person name={row.name} note={row.login} />
          {row.absentNow && <span className="bw-tag bw-tag-warn">{t('absentNow')}</span>}
        </span>
      ),
    },
    {
      key: 'roles',
      title: t('rolesOf'),
      cell: (row) => (
        <span className="biz-role-tags">
          {row.roles.map((role) => (
            <span key={role} className="bw-tag bw-tag-accent">
              {roles(role)}
            </span>
          ))}
        </span>
      ),
    },
    {
      key: 'department',
      title: t('department'),
      cell: (row) => row.departmentName,
    },
    {
      key: 'backup',
      title: t('backup'),
      cell: (row) => row.backupName,
    },
    {
      key: 'holds',
      title: t('holds'),
      cell: (row) => {
        const held = [
          row.customers > 0 && t('holdsCustomers', { n: row.customers }),
          row.openAlerts > 0 && t('holdsAlerts', { n: row.openAlerts }),
        ].filter(Boolean)
        return held.length > 0 ? <span className="bw-soft">{held.join(' · ')}</span> : null
      },
    },
    {
      key: 'status',
      title: t('status'),
      cell: (row) => <span className={row.status === 'active' ? '' : 'bw-muted'}>{t(row.status)}</span>,
    },
  ]
  if (!onDo) return columns
  return [
    ...columns,
    {
      key: 'act',
      title: '',
      align: 'right',
      card: 'side',
      cell: (row) => <PersonMenu person={row} onDo={onDo} />,
    },
  ]
}

function PersonMenu({ person, onDo }: { person: PersonRow; onDo: (doing: Doing) => void }) {
  const t = useText(settingsText)
  const start = useText(startText)
  return (
    <span className="bw-row">
      <Button size="small" onClick={() => onDo({ what: 'edit', person })}>
        {t('edit')}
      </Button>
      {person.status === 'imported' && (
        <Button size="small" type="primary" onClick={() => onDo({ what: 'letIn', person })}>
          {start('letIn')}
        </Button>
      )}
      {person.status !== 'inactive' && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'reset', label: t('resetPassword') },
              { key: 'leave', label: t('leave'), danger: true },
            ],
            onClick: ({ key }) => onDo({ what: key as 'reset' | 'leave', person }),
          }}
        >
          <Button size="small" type="text" icon={<EllipsisOutlined />} aria-label={`${person.name}…`} />
        </Dropdown>
      )}
    </span>
  )
}
