package org.ckpt4j.metagraph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ckpt4j.graph.graphdef.ScopedNames;
import org.ckpt4j.proto.AttrValue;
import org.ckpt4j.proto.GraphDef;
import org.ckpt4j.proto.NodeDef;
import org.ckpt4j.proto.SaverDef;
import org.jspecify.annotations.Nullable;

/** The nodes of one scope, named relative to it; inputs from outside of it are noted. */
final class ScopedNodes {
  private static final String UNBOUND = "$unbound_inputs_";
  private static final Set<String> SAVE_AND_RESTORE =
      Set.of(
          "SaveV2",
          "Save",
          "SaveSlices",
          "SaveSlice",
          "LegacySave",
          "LegacySaveSlice",
          "RestoreV2",
          "Restore",
          "RestoreSlice",
          "LegacyRestore",
          "LegacyRestoreSlice");

  private final @Nullable String scope;
  private final boolean clearDevices;
  private final Set<String> excluded;
  private final List<String> unbound = new ArrayList<>();

  ScopedNodes(@Nullable String scope, boolean clearDevices, Set<String> excluded) {
    this.scope = scope;
    this.clearDevices = clearDevices;
    this.excluded = excluded;
  }

  /** The inputs from outside, as they are written in the nodes. */
  List<String> unbound() {
    return unbound;
  }

  boolean includes(String name) {
    return !excluded.contains(name) && (name.startsWith(UNBOUND) || ScopedNames.lies(name, scope));
  }

  GraphDef of(GraphDef whole) {
    GraphDef.Builder out = whole.toBuilder().clearNode();
    for (NodeDef node : whole.getNodeList()) {
      if (includes(node.getName())) {
        out.addNode(of(node));
      }
    }
    return out.build();
  }

  private NodeDef of(NodeDef node) {
    NodeDef.Builder out = node.toBuilder().setName(ScopedNames.strip(node.getName(), scope));
    for (int i = 0; i < node.getInputCount(); i++) {
      out.setInput(i, input(node.getInput(i)));
    }
    AttrValue classes = node.getAttrMap().get("_class");
    if (classes != null) {
      AttrValue.ListValue.Builder groups = AttrValue.ListValue.newBuilder();
      classes.getList().getSList().stream()
          .map(com.google.protobuf.ByteString::toStringUtf8)
          .filter(group -> ScopedNames.lies(group.substring(group.indexOf('@') + 1), scope))
          .map(group -> ScopedNames.strip(group, scope))
          .forEach(group -> groups.addS(com.google.protobuf.ByteString.copyFromUtf8(group)));
      out.putAttr("_class", AttrValue.newBuilder().setList(groups).build());
    }
    AttrValue frame = node.getAttrMap().get("frame_name");
    if (frame != null && (node.getOp().equals("Enter") || node.getOp().equals("RefEnter"))) {
      String name = frame.getS().toStringUtf8();
      out.putAttr(
          "frame_name",
          AttrValue.newBuilder()
              .setS(com.google.protobuf.ByteString.copyFromUtf8(ScopedNames.strip(name, scope)))
              .build());
    }
    return clearDevices ? out.setDevice("").build() : out.build();
  }

  private String input(String name) {
    boolean control = name.startsWith("^");
    String plain = control ? name.substring(1) : name;
    if (ScopedNames.lies(plain, scope)) {
      return ScopedNames.strip(name, scope);
    }
    String marked = (control ? "^" : "") + UNBOUND + plain;
    unbound.add(marked);
    return marked;
  }

  /** The nodes of savers other than {@code kept}: all that lies in the scopes of their nodes. */
  static Set<String> ofOtherSavers(GraphDef graph, @Nullable SaverDef kept) {
    Set<String> savers = new HashSet<>();
    for (NodeDef node : graph.getNodeList()) {
      if (SAVE_AND_RESTORE.contains(node.getOp())) {
        savers.add(node.getName());
      }
    }
    Set<String> scopes = new HashSet<>();
    savers.forEach(name -> scopes.add(scopeOf(name)));
    scopes.removeAll(savers);
    if (kept != null) {
      scopes.remove(scopeOf(opOf(kept.getSaveTensorName())));
      scopes.remove(scopeOf(kept.getRestoreOpName()));
    }
    Set<String> out = new HashSet<>();
    for (NodeDef node : graph.getNodeList()) {
      if (scopes.stream().anyMatch(scope -> node.getName().startsWith(scope + "/"))) {
        out.add(node.getName());
      }
    }
    return out;
  }

  private static String opOf(String tensor) {
    int colon = tensor.lastIndexOf(':');
    return colon < 0 ? tensor : tensor.substring(0, colon);
  }

  private static String scopeOf(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }
}
