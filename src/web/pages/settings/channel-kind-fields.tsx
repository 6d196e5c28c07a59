import { Alert, Form, Input, InputNumber, Select } from 'antd'
import { channelsText } from '../../../text/web/settings-channels.ts'
import { useText } from '../../ui/language.tsx'
import { type Channel, type ChannelFields, type Kind, keyOfAddress, maskedIn } from './channel-settings.ts'

type KindProps = { channel: Channel | null }

/** What each kind needs, with plain help where to find it. */
export function ChannelKindFields({ channel }: KindProps) {
  const t = useText(channelsText)
  const form = Form.useFormInstance<ChannelFields>()
  const watched = Form.useWatch('kind', form)
  const kind: Kind = channel?.kind ?? watched ?? 'wecom'
  return (
    <>
      <Alert type="info" title={t(`help_${kind}`)} className="biz-gap" />
      {kind === 'webhook' ? (
        <WebhookFields channel={channel} />
      ) : kind === 'mail' ? (
        <MailFields channel={channel} />
      ) : (
        <RobotFields channel={channel} kind={kind} />
      )}
    </>
  )
}

function RobotFields({ channel, kind }: KindProps & { kind: Kind }) {
  const t = useText(channelsText)
  const stored = maskedIn(channel, 'key', 'accessToken', 'token')
  const sign = maskedIn(channel, 'signSecret')
  return (
    <>
      <Form.Item
        name="address"
        label={t('webhookAddress')}
        rules={[
          { required: stored === null, message: t('required') },
          {
            validator: (_, typed: string | undefined) =>
              !typed?.trim() || keyOfAddress(kind, typed)
                ? Promise.resolve()
                : Promise.reject(new Error(t('badAddress'))),
          },
        ]}
      >
        <Input.TextArea
          autoSize={{ minRows: 2, maxRows: 4 }}
          autoComplete="off"
          placeholder={stored ? t('keepSecret', { masked: stored }) : 'https://…'}
        />
      </Form.Item>
      {kind !== 'wecom' && (
        <>
          <Form.Item name="signSecret" label={t('signSecret')}>
            <Input.Password
              autoComplete="new-password"
              placeholder={sign ? t('keepSecret', { masked: sign }) : ''}
            />
          </Form.Item>
          <Form.Item name="keyword" label={t('keyword')} extra={t('keywordHint')}>
            <Input maxLength={20} />
          </Form.Item>
        </>
      )}
      <Form.Item name="baseUrl" label={t('baseUrl')}>
        <Input maxLength={300} placeholder="https://" />
      </Form.Item>
    </>
  )
}

function WebhookFields({ channel }: KindProps) {
  const t = useText(channelsText)
  const stored = maskedIn(channel, 'secret')
  return (
    <>
      <Form.Item
        name="url"
        label={t('url')}
        rules={[{ required: true, type: 'url', message: t('required') }]}
      >
        <Input maxLength={300} placeholder="https://" />
      </Form.Item>
      <Form.Item
        name="secret"
        label={t('secret')}
        extra={stored ? undefined : t('secretHint')}
        rules={[{ required: stored === null, message: t('required') }]}
      >
        <Input.Password
          autoComplete="new-password"
          placeholder={stored ? t('keepSecret', { masked: stored }) : ''}
        />
      </Form.Item>
    </>
  )
}

function MailFields({ channel }: KindProps) {
  const t = useText(channelsText)
  const stored = maskedIn(channel, 'password')
  const needed = [{ required: true, message: t('required') }]
  return (
    <>
      <div className="biz-mail-server">
        <Form.Item name="host" label={t('host')} rules={needed}>
          <Input maxLength={200} placeholder="smtp.exmail.qq.com" />
        </Form.Item>
        <Form.Item name="port" label={t('port')} rules={needed}>
          <InputNumber min={1} max={65_535} precision={0} className="biz-wide" />
        </Form.Item>
      </div>
      <Form.Item name="security" label={t('security')}>
        <Select
          options={(['tls', 'starttls', 'none'] as const).map((way) => ({
            value: way,
            label: t(`security_${way}`),
          }))}
        />
      </Form.Item>
      <Form.Item name="user" label={t('user')}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <Form.Item name="password" label={t('password')}>
        <Input.Password
          autoComplete="new-password"
          placeholder={stored ? t('keepSecret', { masked: stored }) : ''}
        />
      </Form.Item>
      <Form.Item
        name="from"
        label={t('from')}
        rules={[{ required: true, type: 'email', message: t('required') }]}
      >
        <Input maxLength={200} inputMode="email" />
      </Form.Item>
      <Form.Item name="fromName" label={t('fromName')}>
        <Input maxLength={60} />
      </Form.Item>
    </>
  )
}
