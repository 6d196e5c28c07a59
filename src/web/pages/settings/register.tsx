import { useQuery } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input, InputNumber, Radio, Switch } from 'antd'
import {
  getRegisterAccount,
  type RegisterSettings,
  saveRegisterAccount,
  testRegister,
} from '../../../api/register.ts'
import { registerText } from '../../../text/web/register.ts'
import { queryOf, type ReplyOf, useData, useSend } from '../../api.ts'
import { Moment } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { AreaHead } from './area-head.tsx'

type Reply = ReplyOf<typeof getRegisterAccount>
type Account = NonNullable<Reply['account']>
type Kind = RegisterSettings['kind']
const KINDS = ['qichacha', 'tianyancha'] as const
const POLL_MS = 1_500

/** The provider of register data: account, cap of paid calls, schedule, and a trial (C007 C011). */
export function Register() {
  const t = useText(registerText)
  const reply = useData(getRegisterAccount)
  const { account } = reply
  return (
    <>
      <AreaHead title={t('title')} note={t('note')} />
      <Panel title={account ? t(account.enabled ? 'on' : 'off') : t('none')}>
        {!account && <p className="bw-soft biz-hint">{t('noneNote')}</p>}
        {account?.trouble && (
          <Alert
            type="error"
            showIcon
            title={t('trouble')}
            description={<Words {...account.trouble} />}
            className="biz-hint"
          />
        )}
        <AccountForm key={account?.version ?? 0} reply={reply} />
      </Panel>
      {account && <Trial account={account} used={reply.usedCalls} />}
    </>
  )
}

function Words({ code, message, at }: { code: string; message: string; at: number }) {
  return (
    <>
      <code className="biz-wrap-any">{[code, message].filter(Boolean).join(' · ')}</code>
      <span className="bw-muted bw-block">
        <Moment at={at} />
      </span>
    </>
  )
}

type Fields = {
  kind: Kind
  key?: string
  secret?: string
  monthlyCap: number
  refreshDays: number
  enabled: boolean
}

function AccountForm({ reply: { account, callsEach, watched } }: { reply: Reply }) {
  const t = useText(registerText)
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const known = account?.settings
  const kind = Form.useWatch('kind', form) ?? (known?.kind as Kind | undefined) ?? 'qichacha'
  const send = useSend(saveRegisterAccount, {
    refresh: [getRegisterAccount],
    onDone: () => void message.success(t('saved')),
  })
  const isKept = known?.kind === kind
  const needed = { required: true, message: t('required') }
  const plain = { pattern: /^[!-~]*$/, message: t('badKey') }
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      className="biz-narrow"
      requiredMark={false}
      initialValues={{
        kind,
        key: known?.key ?? '',
        ...{ enabled: account?.enabled ?? true, monthlyCap: account?.monthlyCap ?? 300 },
        refreshDays: account?.refreshDays ?? 30,
      }}
      onFinish={({ kind: chosen, key, secret, ...rest }) => {
        const settings = {
          kind: chosen,
          ...(chosen === 'qichacha' ? { key } : {}),
          ...(secret ? { secret } : {}),
        }
        send.mutate({
          body: { version: account?.version ?? 0, ...rest, settings: settings as RegisterSettings },
        })
      }}
    >
      <Form.Item name="kind" label={t('provider')}>
        <Radio.Group options={KINDS.map((one) => ({ value: one, label: t(one) }))} />
      </Form.Item>
      {kind === 'qichacha' && (
        <Form.Item name="key" label={t('field_key')} rules={[needed, plain]}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
      )}
      <Form.Item name="secret" label={t(`field_secret_${kind}`)} rules={isKept ? [plain] : [needed, plain]}>
        <Input.Password
          maxLength={200}
          autoComplete="new-password"
          placeholder={isKept && known?.secret ? t('secretKept', { mask: known.secret }) : ''}
        />
      </Form.Item>
      <Form.Item
        name="monthlyCap"
        label={t('cap')}
        extra={t('capHint', { n: callsEach[kind] ?? 0 })}
        rules={[needed]}
      >
        <InputNumber min={0} max={100_000} precision={0} />
      </Form.Item>
      <Form.Item
        name="refreshDays"
        label={t('refresh')}
        extra={t('refreshHint', { n: watched })}
        rules={[needed]}
      >
        <InputNumber min={0} max={365} precision={0} />
      </Form.Item>
      <Form.Item name="enabled" label={t('enabled')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <ErrorNote error={send.error} />
      <Button type="primary" htmlType="submit" loading={send.isPending}>
        {t('save')}
      </Button>
    </Form>
  )
}

/** One paid call; what the provider answered stands here word for word. */
function Trial({ account, used }: { account: Account; used: number }) {
  const t = useText(registerText)
  const ask = useSend(testRegister, { refresh: [getRegisterAccount] })
  const { data } = useQuery({
    ...queryOf(getRegisterAccount),
    refetchInterval: ({ state }) => (state.data?.account?.isTesting ? POLL_MS : false),
  })
  const { isTesting, tested } = data?.account ?? account
  return (
    <Panel
      title={t('trial')}
      extra={
        <Button size="small" loading={ask.isPending || isTesting} onClick={() => ask.mutate({ body: {} })}>
          {t('test')}
        </Button>
      }
    >
      <p>{t('used', { n: data?.usedCalls ?? used, cap: account.monthlyCap })}</p>
      <p className="bw-soft">{t('trialNote')}</p>
      <div role="status">
        {isTesting && <p className="bw-soft">{t('testing')}</p>}
        {tested && !isTesting && (
          <Alert
            type={tested.isGood ? 'success' : 'error'}
            showIcon
            title={t(tested.isGood ? 'good' : 'bad')}
            description={<Words {...tested} />}
          />
        )}
      </div>
      <ErrorNote error={ask.error} />
    </Panel>
  )
}
