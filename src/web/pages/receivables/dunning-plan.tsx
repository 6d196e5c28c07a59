import { App, Button, InputNumber, Switch } from 'antd'
import { useEffect, useState } from 'react'
import { dunningPlan, saveDunningPlan } from '../../../api/dunning.ts'
import { dunningText } from '../../../text/web/dunning.ts'
import { roleText } from '../../../text/web/roles.ts'
import { rulesText } from '../../../text/web/rules.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'

type Group = ReplyOf<typeof dunningPlan>['groups'][number]
type Stage = Group['stages'][number]

/** The stages of each group of customers. What is saved here are the rules themselves [C088]. */
export function DunningPlan({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(dunningText)
  return (
    <FormDrawer open={open} onClose={onClose} title={t('planTitle')} width={620}>
      {open && <Groups />}
    </FormDrawer>
  )
}

function Groups() {
  const t = useText(dunningText)
  const { data } = useLater(dunningPlan)
  if (!data) return null
  return (
    <div className="bw-stack">
      <p className="bw-soft">{t('planNote')}</p>
      <p className="bw-muted">{t('groupFirst')}</p>
      {data.can.edit !== true && <p className="bw-muted">{t('readOnly')}</p>}
      {data.groups.map((group) => (
        <GroupPlan key={`${group.group} ${group.own}`} group={group} may={data.can.edit === true} />
      ))}
    </div>
  )
}

function GroupPlan({ group, may }: { group: Group; may: boolean }) {
  const t = useText(dunningText)
  const { message } = App.useApp()
  const isOther = group.group !== 'all'
  const [stages, setStages] = useState<Stage[]>(group.stages)
  const [isOwn, setOwn] = useState(group.own || !isOther)
  useEffect(() => setStages(group.stages), [group.stages])
  const send = useSend(saveDunningPlan, {
    onDone: ({ changed, isHeld }) => {
      const word = isHeld ? 'planHeld' : changed > 0 ? 'planSaved' : 'planSame'
      void message.success(t(word, { n: changed }))
    },
  })
  const save = (list: readonly Stage[]) =>
    send.mutate({
      params: { group: group.group },
      body: { stages: list.map(({ stage, from, on }) => ({ stage, from, on })) },
    })
  const back = () => {
    setOwn(false)
    if (group.own) save(stages.map((one) => ({ ...one, on: false })))
  }
  const change = (stage: string, patch: Partial<Stage>) =>
    setStages((all) => all.map((one) => (one.stage === stage ? { ...one, ...patch } : one)))
  return (
    <section>
      <div className="bw-row biz-between">
        <h4>{t(`group_${group.group}`)}</h4>
        {isOther && !isOwn && may && (
          <Button size="small" onClick={() => setOwn(true)}>
            {t('groupOwn')}
          </Button>
        )}
        {isOther && isOwn && may && (
          <Button size="small" loading={send.isPending} onClick={back}>
            {t('groupBack')}
          </Button>
        )}
      </div>
      {isOwn ? (
        <>
          <ul className="biz-dunning-plan">
            {stages.map((one) => (
              <StageLine
                key={one.stage}
                stage={one}
                may={may}
                onChange={(patch) => change(one.stage, patch)}
              />
            ))}
          </ul>
          <ErrorNote error={send.error} />
          {may && (
            <Button type="primary" loading={send.isPending} onClick={() => save(stages)}>
              {t('planSave')}
            </Button>
          )}
        </>
      ) : (
        <span className="bw-muted">{t('groupSame')}</span>
      )}
    </section>
  )
}

function StageLine(props: { stage: Stage; may: boolean; onChange: (patch: Partial<Stage>) => void }) {
  const { stage, may, onChange } = props
  const t = useText(dunningText)
  const roles = useText(roleText)
  const rules = useText(rulesText)
  const { to } = stage
  const who = to === 'subject-responsible' || to === 'backup' ? rules(to) : roles(to)
  const word = t(`stage_${stage.stage}`)
  const isFixed = stage.stage === 'today'
  return (
    <li>
      <Switch
        size="small"
        checked={stage.on}
        disabled={!may}
        aria-label={`${t('stageOn')} ${word}`}
        onChange={(on) => onChange({ on })}
      />
      <span className="biz-dunning-word">{word}</span>
      <InputNumber
        size="small"
        min={isFixed ? 0 : stage.stage === 'soon' ? -60 : 1}
        max={isFixed ? 0 : stage.stage === 'soon' ? -1 : 365}
        value={stage.from}
        disabled={!may || isFixed || !stage.on}
        aria-label={`${t('from')} ${word}`}
        onChange={(from) => typeof from === 'number' && onChange({ from })}
      />
      <span className="bw-muted">
        {stage.from < 0
          ? t('when_before', { n: -stage.from })
          : stage.from === 0
            ? t('when_today')
            : t('when_after', { n: stage.from })}{' '}
        · {who}
      </span>
    </li>
  )
}
