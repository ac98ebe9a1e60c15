-- doubt: nobody knows whether the authorization was or will be cashed: held under another name.
--
-- KEYS[1]  root of the books
-- ARGV[1]  spend id
-- ARGV[2]  reason, for people
-- ARGV[3]  milliseconds until somebody asks the chain
--
-- Answers, in the order tried: unknown_spend; already_done; elsewhere, state; done
--
-- After: the amount counts as in doubt in every window in which it counted as held.

local spend = find(ARGV[1])
if not spend then
  return { 'unknown_spend' }
end
if spend.state == 'in_doubt' then
  return { 'already_done' }
end
if spend.state ~= 'authorized' then
  return { 'elsewhere', spend.state }
end

-- From here it must succeed.
redis.call('HSET', key('spend:' .. spend.id), 'state', 'in_doubt', 'reason', ARGV[2])
attend(spend.id, ARGV[3])
count(spend, 'held', 'doubt')
postSpend(spend, 'held:' .. spend.team, 'doubt:' .. spend.team, 'doubt')
return { 'done' }
