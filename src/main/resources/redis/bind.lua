-- bind: keeps the name of a call for good, because its money is reserved now.
--
-- KEYS[1]  string of the name, as claim.lua tells
-- ARGV[1]  spend id
--
-- Answers, in the order tried: elsewhere, the spend does not have the name (any more); done
--
-- After: the name outlives its lease, and never expires.

local claim = redis.call('GET', KEYS[1])
if not claim or string.match(claim, '^%S+') ~= ARGV[1] then
  return 'elsewhere'
end
redis.call('SET', KEYS[1], (string.gsub(claim, '^(%S+ %d+) %d', '%1 1', 1)))
return 'done'
