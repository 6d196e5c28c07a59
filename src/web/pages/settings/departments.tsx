import { PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { listDepartments, listPeople, saveDepartment } from '../../../api/people.ts'
import { settingsText } from '../../../text/web/settings.ts'
import { type ReplyOf, useData, useSend, versionToSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { PersonPick } from '../../parts/pickers.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Person } from '../../ui/person.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { AreaHead } from './area-head.tsx'

type Department = ReplyOf<typeof listDepartments>['items'][number]
type Branch = { department: Department; depth: number }

export function Departments() {
  const t = useText(settingsText)
  const { items } = useData(listDepartments)
  const { can } = useData(listPeople)
  const [editing, setEditing] = useState<Department | 'new' | null>(null)
  return (
    <>
      <AreaHead
        title={t('departments')}
        note={t('departmentsNote')}
        action={
          <CanButton can={can.write} type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
            {t('addDepartment')}
          </CanButton>
        }
      />
      {items.length === 0 ? (
        <div className="bw-table-empty">
          <EmptyState title={t('departmentsNone')} text={t('departmentsNoneText')} />
        </div>
      ) : (
        <ul className="biz-tree">
          {treeOf(items).map(({ department, depth }) => (
            <li key={department.id} style={{ paddingInlineStart: 16 + depth * 24 }}>
              <strong>{department.name}</strong>
              <span className="bw-muted">{t('peopleCount', { n: department.people })}</span>
              <span className="biz-tree-who">
                {department.managerName ? (
                  <Person name={department.managerName} note={t('manager')} />
                ) : (
                  <span className="bw-warn">{t('noManager')}</span>
                )}
              </span>
              {can.write === true && (
                <Button size="small" onClick={() => setEditing(department)}>
                  {t('edit')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <DepartmentDrawer
        open={editing !== null}
        department={editing === 'new' ? null : editing}
        all={items}
        onClose={() => setEditing(null)}
      />
    </>
  )
}

type Fields = { name: string; parentId?: string | null; managerId?: string | null }
type DrawerProps = { open: boolean; department: Department | null; all: Department[]; onClose: () => void }

function DepartmentDrawer({ open, department, all, onClose }: DrawerProps) {
  const t = useText(settingsText)
  const send = useSend(saveDepartment, { onDone: onClose })
  const close = () => {
    send.reset()
    onClose()
  }
  const now = all.find(({ id }) => id === department?.id)?.version
  return (
    <FormDrawer
      open={open}
      onClose={close}
      title={t(department ? 'editDepartment' : 'addDepartment')}
      formId="department-form"
      busy={send.isPending}
      width={400}
    >
      <Form<Fields>
        id="department-form"
        layout="vertical"
        requiredMark={false}
        initialValues={department ?? {}}
        onFinish={(fields) =>
          send.mutate({
            ...(department ? { ifMatch: versionToSend(send.error, department.version, now) } : {}),
            body: {
              ...(department ? { id: department.id } : {}),
              name: fields.name.trim(),
              parentId: fields.parentId ?? null,
              managerId: fields.managerId ?? null,
            },
          })
        }
      >
        <Form.Item
          name="name"
          label={t('departmentName')}
          rules={[{ required: true, whitespace: true, message: t('required') }]}
        >
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="parentId" label={t('parent')}>
          <Select
            allowClear
            placeholder={t('noParent')}
            options={all
              .filter((one) => one.id !== department?.id)
              .map((one) => ({ value: one.id, label: one.name }))}
          />
        </Form.Item>
        <Form.Item name="managerId" label={t('manager')}>
          <PersonPick />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}

/** Parents before children, each with its depth; an entry whose parent is missing stands at the top. */
function treeOf(items: readonly Department[]): Branch[] {
  const known = new Set(items.map((one) => one.id))
  const childrenOf = (parent: string | null, depth: number): Branch[] =>
    items
      .filter((one) => (one.parentId !== null && known.has(one.parentId) ? one.parentId : null) === parent)
      .flatMap((department) => [{ department, depth }, ...childrenOf(department.id, depth + 1)])
  return childrenOf(null, 0)
}
