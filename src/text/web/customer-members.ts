/** 协作人 on the 360° page. */
export const membersText = {
  zh: {
    title: '协作人',
    none: '没有协作人：看得到这个客户的是负责人、其上级，以及能看全部客户的人（如财务、法务、老板）。',
    add: '添加协作人',
    addTitle: '谁一起跟这个客户',
    addText: '协作人看得到这个客户的全部资料，可以写跟进；客户仍由负责人负责。对方会收到通知。',
    person: '协作人',
    note: '做什么',
    notePlaceholder: '如：技术支持、商务对接',
    added: '已添加，并已通知对方',
    end: '移出',
    endTitle: '把 {name} 移出协作人？',
    endText: '之后 {name} 不再因为协作看到这个客户，已写的跟进保留。',
    ended: '已移出',
  },
  en: {
    title: 'Members',
    none: 'Nobody works along: the responsible person, those above and whoever sees all customers (finance, legal, the boss) see this one.',
    add: 'Add a member',
    addTitle: 'Who works on this customer too',
    addText:
      'Members see all of this customer and may note follow-ups; the responsible person stays responsible. They are told.',
    person: 'Member',
    note: 'What they do',
    notePlaceholder: 'Such as technical questions',
    added: 'Added, and told',
    end: 'Remove',
    endTitle: 'Remove {name} from the members?',
    endText: '{name} will no longer see this customer as a member. Their follow-ups stay.',
    ended: 'Removed',
  },
}
