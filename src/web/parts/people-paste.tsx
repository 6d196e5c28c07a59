import { CopyOutlined } from '@ant-design/icons'
import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { admitPeople, listPeople } from '../../api/people.ts'
import { getFirstSteps } from '../../api/settings.ts'
import { formatInstant } from '../../core/calendar.ts'
import { type PastedPerson, readPeopleTable } from '../../core/identity/people-table.ts'
import { roleText } from '../../text/web/roles.ts'
import { startText } from '../../text/web/start.ts'
import { type ReplyOf, useSend } from '../api.ts'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { listMark, useText } from '../ui/language.tsx'
import { laterOpened } from '../ui/later.tsx'

const PasteDialog = laterOpened(async () => (await import('../ui/paste-dialog.tsx')).PasteDialog)

type Admitted = ReplyOf<typeof admitPeople>

/** A list of people out of a spreadsheet: seen before it counts, then everybody's link, once. */
export function PeoplePaste({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(startText)
  const [text, setText] = useState('')
  const [admitted, setAdmitted] = useState<Admitted | null>(null)
  const send = useSend(admitPeople, {
    refresh: [listPeople, getFirstSteps],
    onDone: (reply) => {
      onClose()
      setAdmitted(reply)
    },
  })
  const { people, problems } = readPeopleTable(text)
  return (
    <>
      <PasteDialog
        open={open}
        title={t('pasteTitle')}
        intro={t('pasteText')}
        label={t('pasteField')}
        example={t('pasteExample')}
        value={text}
        onChange={setText}
        problems={problems.map(({ code, line, text: said }) => t(code, { line, text: said }))}
        count={people.length}
        okText={t('admit', { n: people.length })}
        busy={send.isPending}
        error={send.error}
        onOk={() => send.mutate({ body: { people: people.map(asWanted) } })}
        onCancel={onClose}
      >
        <Preview people={people} />
      </PasteDialog>
      <LinksDialog admitted={admitted} onClose={() => setAdmitted(null)} />
    </>
  )
}

function asWanted({ department, ...person }: PastedPerson) {
  return { ...person, departmentName: department }
}

function Preview({ people }: { people: readonly PastedPerson[] }) {
  const t = useText(startText)
  const roles = useText(roleText)
  const columns: Column<PastedPerson>[] = [
    { key: 'name', title: t('name'), card: 'title', cell: (row) => row.name },
    { key: 'department', title: t('department'), cell: (row) => row.department },
    { key: 'roles', title: t('roles'), cell: (row) => row.roles.map((role) => roles(role)).join(listMark()) },
  ]
  return (
    <DataTable
      columns={columns}
      rows={people}
      rowKey={(row) => row.staffNo ?? row.login ?? row.name}
      empty={null}
    />
  )
}

/** The links are shown once; closing the dialog is forgetting them. */
export function LinksDialog({ admitted, onClose }: { admitted: Admitted | null; onClose: () => void }) {
  const t = useText(startText)
  const { message } = App.useApp()
  const people = admitted?.people ?? []
  const addressOf = (link: string) => new URL(link, window.location.origin).href
  const lines = people.flatMap(({ name, login, link }) =>
    link === null ? [] : [`${name}\t${login}\t${addressOf(link)}`],
  )
  const copy = async () => {
    await navigator.clipboard?.writeText(lines.join('\n'))
    if (navigator.clipboard) void message.success(t('copied'))
  }
  const columns: Column<(typeof people)[number]>[] = [
    { key: 'name', title: t('name'), card: 'title', cell: (row) => row.name },
    { key: 'login', title: t('login'), cell: (row) => row.login },
    { key: 'outcome', title: t('outcome'), cell: (row) => t(row.outcome) },
    {
      key: 'link',
      title: t('linksTitle'),
      cell: (row) =>
        row.link === null ? (
          t('noLink')
        ) : (
          <Input
            readOnly
            size="small"
            value={addressOf(row.link)}
            aria-label={`${row.name} ${t('linksTitle')}`}
          />
        ),
    },
  ]
  return (
    <Modal
      open={admitted !== null}
      width={820}
      title={t('linksTitle')}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        <>
          <Button icon={<CopyOutlined />} onClick={copy} disabled={lines.length === 0}>
            {t('copyAll')}
          </Button>
          <Button type="primary" onClick={onClose}>
            {t('close')}
          </Button>
        </>
      }
    >
      <div className="bw-stack">
        {admitted && <p>{t('linksText', { at: formatInstant(admitted.expiresAt) })}</p>}
        <DataTable columns={columns} rows={people} rowKey={(row) => row.id} empty={null} />
      </div>
    </Modal>
  )
}
