-- refuse: the seller said no, but the authorization can be cashed until it expires: stays held.
--
-- KEYS[1]  root of the books
-- ARGV[1]  spend id
-- ARGV[2]  reason, for people
-- ARGV[3]  milliseconds until somebody looks whether the authorization is dead
--
-- Answers, in the order tried: unknown_spend; already_done; elsewhere, state; done

local spend = find(ARGV[1])
if not spend then
  return { 'unknown_spend' }
end
if spend.state == 'refused' then
  return { 'already_done' }
end
if spend.state ~= 'authorized' then
  return { 'elsewhere', spend.state }
end

-- From here it must succeed.
redis.call('HSET', key('spend:' .. spend.id), 'state', 'refused', 'reason', ARGV[2])
attend(spend.id, ARGV[3])
return { 'done' }
