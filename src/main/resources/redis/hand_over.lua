-- hand_over: lets another spend stand for the name of a call, because the one that had it leaves the books.
--
-- KEYS[1]  string of the name, as claim.lua tells
-- ARGV[1]  spend id of the one that leaves
-- ARGV[2]  spend id of the one that paid for the call in its place
--
-- Answers, in the order tried: elsewhere, the spend does not have the name (any more); done

local claim = redis.call('GET', KEYS[1])
if not claim or string.match(claim, '^%S+') ~= ARGV[1] then
  return 'elsewhere'
end
redis.call('SET', KEYS[1], ARGV[2] .. string.match(claim, '^%S+(.*)$'), 'KEEPTTL')
return 'done'
