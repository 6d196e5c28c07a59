import { useQuery } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input, Radio, Switch } from 'antd'
import { type EsignSettings, getEsign, saveEsign, testEsign } from '../../../api/esign.ts'
import { esignText } from '../../../text/web/esign.ts'
import { queryOf, type ReplyOf, useData, useSend } from '../../api.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Moment } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { useRefusalSentence } from '../../ui/refusal.tsx'
import { AreaHead } from './area-head.tsx'

type Account = NonNullable<ReplyOf<typeof getEsign>['account']>
type Kind = EsignSettings['kind']
type Fields = {
  kind: Kind
  enabled: boolean
  baseUrl: string
  appId?: string
  openCorpId?: string
  token?: string
  secret?: string
  us: { company: string; name: string; mobile: string }
}

const BASES: Record<Kind, string> = {
  fadada: 'https://api.fadada.com/api/v5',
  qiyuesuo: 'https://openapi.qiyuesuo.com',
  'qiyuesuo-private': '',
}
const KINDS = ['fadada', 'qiyuesuo', 'qiyuesuo-private'] as const

/** The e-signature service of the company, its secret never shown, with a trial call (C080). */
export function Esign() {
  const t = useText(esignText)
  const { account, callbackUrl: path } = useData(getEsign)
  const callbackUrl = new URL(path, window.location.origin).href
  return (
    <>
      <AreaHead title={t('title')} note={t('note')} />
      <Panel title={account ? t(account.enabled ? 'on' : 'off') : t('none')}>
        <AccountForm key={account?.version ?? 0} account={account} />
      </Panel>
      {account && <Trial account={account} />}
      {account && (
        <Panel title={t('callback')}>
          <p className="bw-soft">{t('callbackNote')}</p>
          <span className="bw-row bw-wrap">
            <code className="biz-wrap-any">{callbackUrl}</code>
            <CopyButton words={callbackUrl} size="small" />
          </span>
        </Panel>
      )}
    </>
  )
}

function AccountForm({ account }: { account: Account | null }) {
  const t = useText(esignText)
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const kind = Form.useWatch('kind', form) ?? (account?.settings.kind as Kind | undefined) ?? 'fadada'
  const send = useSend(saveEsign, {
    refresh: [getEsign],
    onDone: () => void message.success(t('saved')),
  })
  const needed = [{ required: true, message: t('required') }]
  const { secret: mask = '', ...known } = account?.settings ?? {}
  const field = (name: keyof Fields, placeholder = '') => (
    <Form.Item name={name} label={t(`field_${name}` as 'field_appId')} rules={needed}>
      <Input maxLength={200} placeholder={placeholder} autoComplete="off" />
    </Form.Item>
  )
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      className="biz-narrow"
      requiredMark={false}
      initialValues={{ kind: 'fadada', enabled: account?.enabled ?? true, baseUrl: BASES.fadada, ...known }}
      onFinish={({ enabled, secret, ...settings }) =>
        send.mutate({
          body: {
            version: account?.version ?? 0,
            enabled,
            settings: { ...settings, ...(secret ? { secret } : {}) } as EsignSettings,
          },
        })
      }
    >
      <Form.Item name="kind" label={t('provider')}>
        <Radio.Group
          onChange={(event) => form.setFieldValue('baseUrl', BASES[event.target.value as Kind])}
          options={KINDS.map((one) => ({ value: one, label: t(`kind_${one}`) }))}
        />
      </Form.Item>
      {field('baseUrl', 'https://')}
      {kind === 'fadada' ? (
        <>
          {field('appId')}
          {field('openCorpId')}
        </>
      ) : (
        field('token')
      )}
      <Form.Item name="secret" label={t('field_secret')} rules={account ? [] : needed}>
        <Input.Password
          maxLength={200}
          autoComplete="new-password"
          placeholder={typeof mask === 'string' && mask ? t('secretKept', { mask }) : ''}
        />
      </Form.Item>
      <Form.Item name={['us', 'company']} label={t('usCompany')} rules={needed}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name={['us', 'name']} label={t('usName')} rules={needed}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item
        name={['us', 'mobile']}
        label={t('mobile')}
        rules={[{ required: true, pattern: /^1\d{10}$/, message: t('mobileBad') }]}
      >
        <Input inputMode="tel" maxLength={11} />
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

const POLL_MS = 1_500

/** One call that changes nothing; what the service answered stands here word for word. */
function Trial({ account }: { account: Account }) {
  const t = useText(esignText)
  const ask = useSend(testEsign, { refresh: [getEsign] })
  const { data } = useQuery({
    ...queryOf(getEsign),
    refetchInterval: ({ state }) => (state.data?.account?.isTesting ? POLL_MS : false),
  })
  const { isTesting, tested } = data?.account ?? account
  const sentence = useRefusalSentence()
  // An address that is not the service's own is not called: these words are ours.
  const wasAsked = tested?.code !== 'esign_host'
  return (
    <Panel
      title={t('trial')}
      extra={
        <Button size="small" loading={ask.isPending || isTesting} onClick={() => ask.mutate({ body: {} })}>
          {t('test')}
        </Button>
      }
    >
      <div role="status">
        {isTesting && <p className="bw-soft">{t('testing')}</p>}
        {tested && !isTesting && (
          <Alert
            type={tested.isGood ? 'success' : 'error'}
            showIcon
            title={tested.isGood ? t('good') : wasAsked ? t('bad') : sentence(tested)}
            description={
              <>
                {wasAsked && (
                  <code className="biz-wrap-any">
                    {[tested.code, tested.message].filter(Boolean).join(' · ')}
                  </code>
                )}
                <span className="bw-muted bw-block">
                  <Moment at={tested.at} />
                </span>
              </>
            }
          />
        )}
      </div>
      <ErrorNote error={ask.error} />
    </Panel>
  )
}
