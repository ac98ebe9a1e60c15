package dev.stipend.sandbox;

/** A JSON-RPC request that gets an error object. */
final class RpcException extends Exception {

  private static final long serialVersionUID = 1;

  static final int INVALID_REQUEST = -32600;
  static final int METHOD_NOT_FOUND = -32601;
  static final int INVALID_PARAMS = -32602;
  static final int PARSE_ERROR = -32700;
  static final int SERVER_ERROR = -32000;
  static final int REVERTED = 3;

  private final int code;

  RpcException(int code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  static RpcException invalidParams(String message) {
    return new RpcException(INVALID_PARAMS, message);
  }

  int code() {
    return code;
  }
}
