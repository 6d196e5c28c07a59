-- Where contracts go to be signed is answered for: a change of the account leaves a version, without its secret.

call track_table('esign_account');
