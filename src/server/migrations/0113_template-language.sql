-- What a template's clauses are written in, and so everything else on the paper of its contracts.
alter table contract_template add column language text not null default 'zh' check (language in ('zh', 'en'));
