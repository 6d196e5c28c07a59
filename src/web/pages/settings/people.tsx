import { EllipsisOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Dropdown } from 'antd'
import { useState } from 'react'
import { listPeople } from '../../../api/people.ts'
import { roleText } from '../../../text/web/roles.ts'
import { settingsText } from '../../../text/web/settings.ts'
import { useData } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { useText } from '../../ui/language.tsx'
import { Person } from '../../ui/person.tsx'
import { AreaHead } from './area-head.tsx'
import { LeaveDialog } from './leave-dialog.tsx'
import { LinkDialog, type OneTimeLink } from './link-dialog.tsx'
import { PersonDrawer } from './person-drawer.tsx'
import { ResetDialog } from './reset-dialog.tsx'
import type { PersonRow } from './rows.ts'

type Doing = { what: 'edit' | 'reset' | 'leave'; person: PersonRow } | { what: 'add' } | null

export function People() {
  const t = useText(settingsText)
  const { items, can } = useData(listPeople)
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
  const picked = doing !== null && 'person' in doing ? doing.person : null
  return (
    <>
      <AreaHead
        title={t('people')}
        note={t('peopleNote')}
        action={
          <CanButton
            can={can.write}
            type="primary"
            icon={<PlusOutlined />}
            onClick={() => setDoing({ what: 'add' })}
          >
            {t('addPerson')}
          </CanButton>
        }
      />
      <DataTable
        columns={useColumns(can.write === true ? setDoing : null)}
        rows={rows}
        rowKey={(row) => row.id}
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
      <LinkDialog link={link} onClose={() => setLink(null)} />
    </>
  )
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
  return (
    <span className="bw-row">
      <Button size="small" onClick={() => onDo({ what: 'edit', person })}>
        {t('edit')}
      </Button>
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
