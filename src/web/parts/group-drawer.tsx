import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { App, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { saveCreditGroup } from '../../api/credit-groups.ts'
import { groupsText } from '../../text/web/credit-groups.ts'
import { useSend } from '../api.ts'
import { Confirm } from '../ui/confirm.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import type { Standing } from './credit-findings.tsx'
import './credit.css'
import { FormDrawer } from './form-drawer.tsx'
import { MoneyInput } from './money-input.tsx'
import { CustomerPick } from './pickers.tsx'

type Fields = { name: string; limitFen?: number | null; others: { id?: string | null }[] }
type Props = { open: boolean; customerId: string; group: Standing['group']; onClose: () => void }

/** Who owes together with this customer and what all of them may [C014 C021 C023]. */
export function GroupDrawer({ open, customerId, group, onClose }: Props) {
  const t = useText(groupsText)
  const { message } = App.useApp()
  const [ending, setEnding] = useState(false)
  const version = group?.version ?? 0
  const done = (word: 'saved' | 'dissolved') => () => {
    void message.success(t(word))
    setEnding(false)
    onClose()
  }
  const send = useSend(saveCreditGroup, { onDone: done('saved') })
  const end = useSend(saveCreditGroup, { onDone: done('dissolved') })
  const params = { id: customerId }
  const save = ({ name, limitFen, others }: Fields) => {
    const memberIds = [customerId, ...others.flatMap(({ id }) => (id ? [id] : []))]
    send.mutate({ params, body: { name, limitFen: limitFen ?? null, memberIds, version } })
  }
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('title')}
      formId="group-form"
      okText={t('save')}
      busy={send.isPending}
    >
      <p className="bw-soft biz-hint">{t('note')}</p>
      <GroupForm customerId={customerId} group={group} onFinish={save} />
      <ErrorNote error={send.error} />
      {group && (
        <Button type="link" danger onClick={() => setEnding(true)}>
          {t('dissolve')}
        </Button>
      )}
      <Confirm
        open={ending}
        title={t('dissolve')}
        text={t('dissolveText')}
        okText={t('dissolve')}
        danger
        busy={end.isPending}
        error={end.error}
        onOk={() =>
          group &&
          end.mutate({ params, body: { name: group.name, limitFen: null, memberIds: [customerId], version } })
        }
        onCancel={() => setEnding(false)}
      />
    </FormDrawer>
  )
}

function GroupForm(props: Pick<Props, 'customerId' | 'group'> & { onFinish: (fields: Fields) => void }) {
  const t = useText(groupsText)
  const { group } = props
  const others = (group?.members ?? []).filter(({ id }) => id !== props.customerId)
  const required = { required: true, whitespace: true, message: t('required') }
  return (
    <Form<Fields>
      id="group-form"
      layout="vertical"
      requiredMark={false}
      initialValues={{
        name: group?.name,
        limitFen: group?.limitFen,
        others: others.length > 0 ? others.map(({ id }) => ({ id })) : [{}],
      }}
      onFinish={props.onFinish}
    >
      <Form.Item name="name" label={t('name')} rules={[required]}>
        <Input maxLength={100} placeholder={t('nameHint')} />
      </Form.Item>
      <Form.Item name="limitFen" label={t('limit')} extra={t('limitHint')}>
        <MoneyInput label={t('limit')} />
      </Form.Item>
      <h3 className="biz-form-part">{t('members')}</h3>
      <Form.List name="others">
        {(fields, { add, remove }) => (
          <div className="bw-stack">
            {fields.map((field) => (
              <div key={field.key} className="biz-group-line">
                <Form.Item
                  name={[field.name, 'id']}
                  noStyle
                  rules={[{ required: true, message: t('atLeast') }]}
                >
                  <CustomerPick known={others[field.key]} />
                </Form.Item>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('remove')}
                  disabled={fields.length === 1}
                  onClick={() => remove(field.name)}
                />
              </div>
            ))}
            <Button icon={<PlusOutlined />} disabled={fields.length >= 49} onClick={() => add({})}>
              {t('add')}
            </Button>
          </div>
        )}
      </Form.List>
    </Form>
  )
}
