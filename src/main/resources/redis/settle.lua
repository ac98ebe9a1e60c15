-- settle: the money left the treasury. Final.
--
-- KEYS[1]  root of the books
-- ARGV[1]  spend id
-- ARGV[2]  transaction that moved it; empty when the evidence names none
-- ARGV[3]  reason: the evidence, for people
--
-- Answers, in the order tried: unknown_spend; already_done; elsewhere, state; done
--
-- Only what was authorized can settle. After: spent in every window in which it was held or in doubt, and
-- provisional unless the chain has confirmed it already; then its transaction is the chain's.

local spend = find(ARGV[1])
if not spend then
  return { 'unknown_spend' }
end
if spend.state == 'settled' then
  return { 'already_done' }
end
if spend.state ~= 'authorized' and spend.state ~= 'refused' and spend.state ~= 'in_doubt' then
  return { 'elsewhere', spend.state }
end

-- From here it must succeed.
local from = spend.state == 'in_doubt' and 'doubt' or 'held'
if not spend.confirmed then
  spend.transaction = ARGV[2]
end
count(spend, from, 'settled')
postSpend(spend, from .. ':' .. spend.team, 'spent:' .. spend.team, 'settle')
sumUp(spend, 'spent:' .. spend.team)
close(spend, 'settled', ARGV[3])
if not spend.confirmed then
  redis.call('ZADD', key('provisional'), whole(now), spend.id)
  redis.call('INCRBY', key('provisional:sum'), spend.amount)
end
return { 'done' }
