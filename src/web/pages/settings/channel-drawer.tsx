import { App, Form, Input, Radio, Select, Switch } from 'antd'
import { CHANNEL_KINDS, changeChannel, createChannel } from '../../../api/notify.ts'
import { listDepartments } from '../../../api/people.ts'
import { channelsText } from '../../../text/web/settings-channels.ts'
import { useLater, useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { ChannelKindFields } from './channel-kind-fields.tsx'
import { bodyOf, type Channel, type ChannelFields, fieldsOf } from './channel-settings.ts'

type DrawerProps = { open: boolean; channel: Channel | null; onClose: () => void }

export function ChannelDrawer({ open, channel, onClose }: DrawerProps) {
  const t = useText(channelsText)
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t(channel ? 'edit' : 'add')}
      formId="channel-form"
      width={520}
    >
      <ChannelForm channel={channel} onClose={onClose} />
    </FormDrawer>
  )
}

function ChannelForm({ channel, onClose }: Omit<DrawerProps, 'open'>) {
  const t = useText(channelsText)
  const { message } = App.useApp()
  const { data } = useLater(listDepartments)
  const done = () => {
    void message.success(t('saved'))
    onClose()
  }
  const create = useSend(createChannel, { onDone: done })
  const change = useSend(changeChannel, { onDone: done })
  const save = (fields: ChannelFields) => {
    const body = bodyOf({ ...fields, kind: channel?.kind ?? fields.kind })
    if (!channel) return create.mutate({ body })
    change.mutate({ params: { id: channel.id }, body: { ...body, version: channel.version } })
  }
  return (
    <Form<ChannelFields>
      id="channel-form"
      layout="vertical"
      requiredMark={false}
      initialValues={
        channel
          ? fieldsOf(channel)
          : { kind: 'wecom', enabled: true, minSeverity: 2, brief: true, security: 'tls', port: 465 }
      }
      onFinish={save}
    >
      {!channel && (
        <Form.Item name="kind" label={t('kindPick')}>
          <Radio.Group
            className="biz-kinds"
            optionType="button"
            options={CHANNEL_KINDS.map((kind) => ({ value: kind, label: t(kind) }))}
          />
        </Form.Item>
      )}
      <ChannelKindFields channel={channel} />
      <Form.Item
        name="name"
        label={t('name')}
        extra={t('nameHint')}
        rules={[{ required: true, whitespace: true, message: t('required') }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="departmentId" label={t('audience')}>
        <Select
          allowClear
          placeholder={t('wholeCompany')}
          options={(data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
        />
      </Form.Item>
      <Form.Item name="minSeverity" label={t('minSeverity')}>
        <Select options={([1, 2, 3] as const).map((level) => ({ value: level, label: t(`sev${level}`) }))} />
      </Form.Item>
      <Form.Item name="brief" label={t('brief')} valuePropName="checked" layout="horizontal">
        <Switch />
      </Form.Item>
      <Form.Item name="enabled" label={t('enabled')} valuePropName="checked" layout="horizontal">
        <Switch />
      </Form.Item>
      <ErrorNote error={create.error ?? change.error} />
    </Form>
  )
}
